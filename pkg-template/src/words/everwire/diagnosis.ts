import { failureCode, type FailureCode, type Transport } from '../codes.js';

/** How far a link has come, or how it ended. */
export type LinkStage = 'connecting' | 'handshaking' | 'accepted' | 'active' | 'failed' | 'released';

/** One step of one link: an attachment of the session to one transport. */
export interface LinkStep {
  /** When, in milliseconds since the page's time origin. */
  readonly at: number;
  /** Which link, counted from 1. */
  readonly link: number;
  readonly transport: Transport;
  readonly stage: LinkStage;
  /** Why it failed. */
  readonly code?: FailureCode;
  /** The HTTP status, where one is known. */
  readonly status?: number;
  /** The close code of a WebSocket, where one is known. */
  readonly closeCode?: number;
}

/** What `diagnose` found. `String(diagnosis)` is for people, `JSON.stringify(diagnosis)` for machines. */
export interface Diagnosis {
  readonly url: string;
  /** What carries the session now. */
  readonly transport: Transport | null;
  /** The round-trip time in milliseconds; `null` while unknown. */
  readonly rtt: number | null;
  /** What the platform says of itself. */
  readonly environment: Environment;
  /** The latest steps of all links, oldest first. */
  readonly steps: readonly LinkStep[];
  /** The same in words, with what follows from it. */
  readonly report: string;
  toString(): string;
}

/** What the platform says of itself. */
export interface Environment {
  readonly online: boolean | null;
  readonly visible: boolean | null;
  readonly secure: boolean | null;
  readonly transports: readonly Transport[];
}

/** A step as the engine has it, with a number for the code. */
export type EngineStep = Omit<LinkStep, 'code'> & { readonly code?: number };

/** The same with a word for the code. */
export function linkStep({ code, ...step }: EngineStep): LinkStep {
  return code === undefined ? step : { ...step, code: failureCode(code) };
}

/** Puts together what is known. */
export function diagnosis(
  url: string,
  transport: Transport | null,
  rtt: number,
  steps: readonly LinkStep[],
): Diagnosis {
  const known = { url, transport, rtt: Number.isNaN(rtt) ? null : rtt, environment: environment(), steps };
  const report = [...headline(known), ...steps.map(line(steps[0]?.at ?? 0)), ...conclusions(known)].join('\n');
  return Object.defineProperty({ ...known, report }, 'toString', { value: () => report });
}

type Known = Omit<Diagnosis, 'report' | 'toString'>;

function environment(): Environment {
  const { navigator, document, isSecureContext } = globalThis as Partial<typeof globalThis>;
  const apis: [Transport, string[]][] = [
    ['websocket', ['WebSocket']],
    ['sse', ['EventSource', 'XMLHttpRequest']],
    ['longpoll', ['XMLHttpRequest']],
  ];
  const exists = (api: string) => typeof Reflect.get(globalThis, api) === 'function';
  return {
    online: navigator?.onLine ?? null,
    visible: document ? document.visibilityState === 'visible' : null,
    secure: isSecureContext ?? null,
    transports: apis.filter(([, needed]) => needed.every(exists)).map(([transport]) => transport),
  };
}

const NAMES: Record<Transport, string> = { websocket: 'WebSocket', sse: 'server-sent events', longpoll: 'long polling' };

const STAGE_WORDS: Record<LinkStage, string> = {
  connecting: 'is being opened',
  handshaking: 'has sent HELLO',
  accepted: 'was accepted by the server',
  active: 'carries the session',
  failed: 'failed',
  released: 'was let go: another link is better, or none is needed',
};

function headline({ url, transport, rtt }: Known): string[] {
  const how = transport ? `connected over ${NAMES[transport]}` : 'not connected';
  return [`${url}: ${how}${rtt === null ? '' : `, round trip ${rtt} ms`}`];
}

function line(origin: number): (step: LinkStep) => string {
  return ({ at, link, transport, stage, code, status, closeCode }) => {
    const details = [code, status && `HTTP ${status}`, closeCode && `close code ${closeCode}`].filter(Boolean);
    const why = details.length > 0 ? `: ${details.join(', ')}` : '';
    return `+${Math.round(at - origin)} ms  link ${link} (${NAMES[transport]}) ${STAGE_WORDS[stage]}${why}`;
  };
}

function conclusions({ environment: { online, transports }, steps, url }: Known): string[] {
  const failed = (transport: Transport) => steps.some((step) => step.transport === transport && step.stage === 'failed');
  const worked = (transport: Transport) => steps.some((step) => step.transport === transport && step.stage === 'active');
  const is = (code: FailureCode) => steps.some((step) => step.code === code);
  const found: [boolean, string][] = [
    [online === false, 'The browser says that it is offline.'],
    [!transports.includes('websocket'), 'This page has no WebSocket.'],
    [failed('websocket') && !worked('websocket') && (worked('sse') || worked('longpoll')),
      'WebSocket does not get through here, but HTTP does: a proxy or firewall on the way is likely.'],
    [failed('sse') && !worked('sse') && worked('longpoll'),
      'Event streams do not get through, but polls do: a proxy that buffers answers is likely.'],
    [is('BLOCKED'), 'The page itself forbids the connection: see its Content-Security-Policy (connect-src) and whether it mixes https: with ws: or http:.'],
    [is('FORBIDDEN'), "The server refuses this page's origin or credentials."],
    [is('UNAUTHORIZED'), 'The server wants credentials, or others: see the option auth.'],
    [is('NOT_FOUND'), 'Nothing answers at this path of the server.'],
    [is('PROTOCOL_ERROR'), 'What answers at this URL does not speak everwire/1.'],
    [steps.length > 0 && steps.every(({ stage, code }) => stage !== 'active' && (stage !== 'failed' || code === 'UNREACHABLE')),
      `Nothing could be reached: the server is down, its name or certificate is wrong, or the network blocks it.${
        url.startsWith('wss:') ? ' Browsers do not tell a bad certificate from no server: open the https: URL in a tab to see.' : ''}`],
  ];
  return found.filter(([holds]) => holds).map(([, words]) => words);
}
