/** Minutes of a civil day on the wall clock; the end of the day is `24:00`. */
export const MINUTES_PER_DAY = 1440;

/**
 * Minutes after midnight of a time `HH:MM`, from `00:00` to `24:00` (1440, the end of the day).
 * `null` for anything else: one-digit hours, seconds, `24:01`.
 * @example parseTimeOfDay('09:30') // 570
 */
export function parseTimeOfDay(text: string): number | null {
  const match = /^(\d{2}):([0-5]\d)$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return minutes <= MINUTES_PER_DAY ? minutes : null;
}

/**
 * A time of day as `HH:MM`, the way {@link parseTimeOfDay} reads it.
 * @param minutes whole minutes after midnight, 0 to 1440
 * @throws RangeError outside these bounds.
 * @example formatTimeOfDay(570) // '09:30'
 */
export function formatTimeOfDay(minutes: number): string {
  if (!isMinuteOfDay(minutes))
    throw new RangeError(`${minutes} is not a time of day; expected whole minutes from 0 to 1440`);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Whether `minutes` is a time of day: whole, from 0 to 1440. */
export function isMinuteOfDay(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= MINUTES_PER_DAY;
}
