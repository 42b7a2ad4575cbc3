import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { BUILT } from './paths.mjs';

const SOURCES = fileURLToPath(new URL('../servers/java', import.meta.url));
const CLASSES = join(BUILT, 'classes');
const LIBRARIES = '/usr/share/java';

// Tomcat 10 uses the `jakarta` packages and Jetty 9 the `javax` packages, so both fit on one class path.
const JARS = {
  tomcat10: [
    'annotations-api', 'api', 'catalina', 'coyote', 'el-api', 'jaspic-api', 'jni', 'juli', 'servlet-api', 'util', 'util-scan',
    'websocket', 'websocket-api', 'websocket-client-api',
  ],
  jetty9: [
    'http', 'io', 'security', 'server', 'servlet', 'util', 'util-ajax', 'websocket-api', 'websocket-common', 'websocket-server',
    'websocket-servlet',
  ],
};
const PATH = [
  CLASSES,
  ...Object.entries(JARS).flatMap(([product, parts]) => parts.map((part) => join(LIBRARIES, `${product}-${part}.jar`))),
  join(LIBRARIES, 'servlet-api.jar'),
].join(delimiter);

/** Compiles the servers in Java. */
export function compileJava() {
  const sources = readdirSync(SOURCES).filter((name) => name.endsWith('.java')).map((name) => join(SOURCES, name));
  mkdirSync(CLASSES, { recursive: true });
  execFileSync('javac', ['-Xlint:deprecation', '-d', CLASSES, '-cp', PATH, ...sources], { stdio: 'inherit' });
}

/** The command that runs one of them. */
export function javaCommand(name) {
  return ['java', '-XX:+UseSerialGC', '-Dorg.eclipse.jetty.LEVEL=WARN', '-Dorg.eclipse.jetty.util.log.announce=false', '-cp', PATH, name];
}
