import { stringList } from '../dom/webidl.js';
import type { Provided, ProtocolsSource, UrlSource } from '../words/sources.js';

/** What one attempt to connect needs to know. */
export interface Target {
  readonly url: string;
  readonly protocols: string[];
  readonly auth: string | undefined;
}

/** Asks for the target of one attempt: at once when nothing is asynchronous. May throw what a function threw. */
export type TargetSource = () => Target | PromiseLike<Target>;

/** A source made of values and of functions that are asked at every attempt. */
export function targetSource(
  url: UrlSource,
  protocols: ProtocolsSource,
  auth: Provided<string | null | undefined>,
): TargetSource {
  return () => {
    const answers = [ask<unknown>(url), ask<unknown>(protocols), ask<unknown>(auth)] as const;
    return answers.some(isThenable) ? Promise.all(answers).then(target) : target(answers);
  };
}

/** Asks `source`, and hands on its answer or what it threw. */
export function askFor(source: TargetSource, resolved: (target: Target) => void, unresolved: (cause: unknown) => void): void {
  let target: Target | PromiseLike<Target>;
  try {
    target = source();
  } catch (cause) {
    unresolved(cause);
    return;
  }
  if (isThenable(target)) {
    target.then(resolved, unresolved);
  } else {
    resolved(target);
  }
}

/** Whether `value` has to be waited for. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function ask<T>(provided: Provided<T>): T | PromiseLike<T> {
  return typeof provided === 'function' ? (provided as () => T | PromiseLike<T>)() : provided;
}

function target([url, protocols, auth]: readonly [unknown, unknown, unknown]): Target {
  return {
    url: String(url),
    protocols: protocols === undefined ? [] : stringList(protocols),
    auth: auth === undefined || auth === null ? undefined : String(auth),
  };
}
