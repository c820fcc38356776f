import type { CivilDate, Language } from '../types';
import { dayNumber } from './civil-date';

const ENGLISH_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/**
 * A date for customers. The month is a word in English, because 8/3 and 3/8 are read differently in different countries.
 * @throws RangeError where `on` is no civil date.
 * @example displayDate('2024-03-08', 'en') // '8 March 2024'; 'zh' gives '2024年3月8日'
 */
export function displayDate(on: CivilDate, locale: Language): string {
  dayNumber(on);
  const [year, month, day] = on.split('-').map(Number) as [number, number, number];
  switch (locale) {
    case 'en':
      return `${day} ${ENGLISH_MONTHS[month - 1]} ${year}`;
    case 'zh':
      return `${year}年${month}月${day}日`;
  }
}
