// The clock of both boards. Pure: every function gives a new clock.

export const SPEEDS = [1, 4, 16];
export const PACE = 1; // weeks a second at speed 1
export const DAY = 1 / 5; // working day, as a share of a week

export const newClock = (weeks, week = 0) => ({ week: within(week, weeks), weeks, playing: false, speed: 1 });

const within = (week, weeks) => Math.min(Math.max(Number.isFinite(week) ? week : 0, 0), weeks);

/** So many milliseconds later. */
export function ticked(clock, milliseconds) {
  if (!clock.playing) return clock;
  const week = within(clock.week + (milliseconds / 1000) * PACE * clock.speed, clock.weeks);
  return { ...clock, week, playing: week < clock.weeks };
}

/** Playing, or paused when it was playing; from the end it begins anew. */
export function toggled(clock) {
  const week = !clock.playing && clock.week >= clock.weeks ? 0 : clock.week;
  return { ...clock, week, playing: !clock.playing };
}

export const paused = (clock) => ({ ...clock, playing: false });

/** At another week; scrubbing pauses. */
export const scrubbed = (clock, week) => ({ ...clock, week: within(week, clock.weeks), playing: false });

/** One step further (or back): to the next whole day or week. */
export function stepped(clock, unit, direction = 1) {
  const place = clock.week / unit;
  const next = direction > 0 ? Math.floor(place + 1e-9) + 1 : Math.ceil(place - 1e-9) - 1;
  return scrubbed(clock, next * unit);
}

/** The next speed. */
export const faster = (clock) => ({ ...clock, speed: SPEEDS[(SPEEDS.indexOf(clock.speed) + 1) % SPEEDS.length] });

/** The same clock for boards of another length. */
export const fitted = (clock, weeks) => ({ ...clock, weeks, week: within(clock.week, weeks) });
