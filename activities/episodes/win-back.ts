import { decideWinBack } from '../../domain/win-back/decide-win-back';
import type { WinBackAction } from '../../domain/win-back/win-back-decision';
import { loadWinBack, type LoadedWinBack } from '../../facts/read/win-back';
import type { EpisodeAct, EpisodeDefinition } from './episode-definition';
import { composeWinBackLetter, createWinBackTask, start } from './win-back-acts';

/** What is done is that the step is settled; the touch says why. */
const settle: EpisodeAct<LoadedWinBack> = { kind: 'at-once', act: () => Promise.resolve([]) };

/** One attempt to win a customer back: tasks and letters with offers, until an order or the end of the measuring. */
export const winBackDefinition: EpisodeDefinition<LoadedWinBack, WinBackAction> = {
  kind: 'win_back',
  load: loadWinBack,
  decide: ({ input }, _context, asOf) => decideWinBack(input, asOf),
  acts: {
    startWinBack: { kind: 'at-once', act: start },
    sendEmail: { kind: 'message', compose: composeWinBackLetter },
    sendSms: { kind: 'message', compose: composeWinBackLetter },
    createOwnerTask: { kind: 'at-once', act: createWinBackTask },
    skipStep: settle,
    endWinBack: settle,
  },
};
