import { readdirSync, readFileSync } from 'node:fs';

/** The run time of each thread of a process and of its descendants, by thread id, in nanoseconds. */
export function runTimes(root) {
  const times = new Map();
  for (const pid of family(root)) {
    for (const thread of entries(`/proc/${pid}/task`)) {
      const [time] = read(`/proc/${pid}/task/${thread}/schedstat`).split(' ');
      times.set(thread, Number(time));
    }
  }
  return times;
}

/** The run time between two results of `runTimes`, in ms. A thread that ended in between does not count. */
export function runTime(before, after) {
  let sum = 0;
  for (const [thread, time] of after) {
    sum += time - (before.get(thread) ?? 0);
  }
  return sum / 1e6;
}

function family(root) {
  const children = new Map();
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    // The second field, the name in parentheses, may contain spaces and parentheses.
    const parent = read(`/proc/${pid}/stat`).split(') ').at(-1).split(' ')[1];
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [String(root)];
  for (const pid of found) {
    found.push(...(children.get(pid) ?? []));
  }
  return found;
}

// A process or thread may end between being listed and being read.
function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
