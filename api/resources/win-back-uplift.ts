import { upliftOf } from '../../domain/win-back/uplift';
import { readUplift } from '../../facts/read/win-back-uplift';
import { upliftOut, winBackPolicyParams } from '../contract/win-backs';
import { defineRoute, type Route } from '../http/route';
import { findDocument } from './find-document';

export const winBackUpliftRoute: Route = defineRoute({
  method: 'get',
  path: '/v1/win-back-policies/{id}/uplift',
  name: 'getWinBackUplift',
  tag: 'Win-back policies',
  summary: 'What a policy brings over doing nothing: the treated against the hold-outs',
  access: 'read',
  params: winBackPolicyParams,
  success: { status: 200, schema: upliftOut, description: 'Both groups, and the difference of their shares.' },
  handle: async ({ db, params, now }) => {
    const { id, name } = await findDocument(db, 'win_back_policy', params.id);
    const { treated, holdOut } = await readUplift(db, id, now);
    const { treatedShare, holdOutShare, difference } = upliftOf(treated, holdOut);
    return {
      body: {
        policy: { id, name },
        treated: { ...treated, wonShare: treatedShare },
        holdOut: { ...holdOut, wonShare: holdOutShare },
        difference,
      },
    };
  },
});
