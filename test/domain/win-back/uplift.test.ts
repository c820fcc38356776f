import { upliftOf } from '../../../domain/win-back/uplift';

describe('the uplift of a win-back policy', () => {
  it('is the share that ordered among the treated, less that of the hold-outs', () => {
    expect(upliftOf({ measured: 90, won: 27 }, { measured: 10, won: 1 })).toEqual({
      treatedShare: 0.3,
      holdOutShare: 0.1,
      difference: 0.2,
    });
  });

  it('says nothing while one of both has nobody measured', () => {
    expect(upliftOf({ measured: 90, won: 27 }, { measured: 0, won: 0 })).toEqual({
      treatedShare: 0.3,
      holdOutShare: null,
      difference: null,
    });
  });
});
