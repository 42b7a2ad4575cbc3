import * as coldStart from './cold-start.js';
import * as connect from './connect.js';
import * as echo from './echo.js';
import * as fallback from './fallback.js';
import * as floodDown from './flood-down.js';
import * as floodUp from './flood-up.js';
import * as halfOpen from './half-open.js';
import * as memory from './memory.js';
import * as recovery from './recovery.js';
import * as roundTrip from './round-trip.js';

/** All scenarios by name, in the order in which they run. */
export const SCENARIOS = {
  'round-trip': roundTrip,
  connect,
  'cold-start': coldStart,
  'flood-down': floodDown,
  'flood-up': floodUp,
  echo,
  memory,
  fallback,
  recovery,
  'half-open': halfOpen,
};
