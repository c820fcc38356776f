import { childPath, createFaultReport, formatFault, WHOLE, type Fault } from '../../domain/faults';

const fault: Fault = {
  severity: 'error',
  code: 'bad-duration',
  path: '/steps/1/at',
  line: 12,
  column: 5,
  message: 'Step "a" waits "3x"',
  messageZh: '步骤 "a" 的等待时长为 "3x"',
};

describe('faults', () => {
  it('are one line each for a terminal, in both languages', () => {
    expect(formatFault(fault, 'a.yaml', 'en')).toBe('a.yaml:12:5: error: Step "a" waits "3x"');
    expect(formatFault({ ...fault, severity: 'warning' }, 'a.yaml', 'zh')).toBe(
      'a.yaml:12:5：警告：步骤 "a" 的等待时长为 "3x"',
    );
    expect(formatFault({ ...fault, line: null, column: null }, 'body', 'en')).toBe(
      'body/steps/1/at: error: Step "a" waits "3x"',
    );
  });

  it('come by line and column, those of one place as they were found', () => {
    const report = createFaultReport();
    const add = (line: number, column: number, code: string): void => {
      report.warning({ path: '', line, column }, code, { en: '', zh: '' });
    };
    add(3, 1, 'd');
    add(1, 9, 'b');
    add(1, 2, 'a');
    add(1, 9, 'c');
    expect(report.list().map(({ code }) => code)).toEqual(['a', 'b', 'c', 'd']);
    expect(report.hasErrors()).toBe(false);
    report.error(WHOLE, 'e', { en: '', zh: '' });
    expect(report.hasErrors()).toBe(true);
  });

  it('escape what JSON pointers reserve', () => {
    expect(childPath('/a', 'b/c~d')).toBe('/a/b~1c~0d');
    expect(childPath('', 0)).toBe('/0');
  });
});
