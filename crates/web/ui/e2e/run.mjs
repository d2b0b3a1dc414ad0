// Starts Pagespace on free ports with a new data folder, runs the browser tests, stops it, removes the folder.
//
//   node e2e/run.mjs [options of node --test]
//
// Environment, all optional:
//   PAGESPACE_COMMAND  command that starts the server, run by `sh -c` at the root of the repository. It gets
//                      DATA_DIR, PORT, REALTIME_PORT. Default: target/debug/pagespace up --data-dir … (below)
//   BASE_URL           test a server that is already running instead. It must not be set up yet.
//   CHROMIUM           path of the browser (default /usr/bin/chromium)
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../../..");
const binary = resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "debug/pagespace");
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 20_000;

async function freePort() {
  const server = createServer();
  await new Promise((done, reject) => server.once("error", reject).listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function exited(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once("exit", (code) => resolve(code));
  });
}

/** Asks until the server is ready, it has ended, or the time is over. */
async function ready(url, child) {
  const deadline = Date.now() + START_LIMIT_MS;
  let ended = false;
  void exited(child).then(() => (ended = true));
  while (Date.now() < deadline) {
    if (ended) throw new Error("the server ended before it was ready; its output is above");
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok) return;
    await wait(100);
  }
  throw new Error(`the server was not ready after ${START_LIMIT_MS / 1000} s`);
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  process.kill(child.pid, "SIGTERM");
  const killer = setTimeout(() => process.kill(child.pid, "SIGKILL"), STOP_LIMIT_MS);
  await exited(child);
  clearTimeout(killer);
}

async function runTests(env) {
  const files = [...process.argv.slice(2), join(here, "workspace.test.mjs")];
  return exited(spawn(process.execPath, ["--test", ...files], { stdio: "inherit", env }));
}

async function startAndTest() {
  if (!process.env.PAGESPACE_COMMAND && !existsSync(binary)) {
    console.error(`${binary} is missing. Build it first: cargo build -p pagespace`);
    return 2;
  }
  const dataDir = await mkdtemp(join(tmpdir(), "pagespace-e2e-"));
  const [port, realtimePort] = [await freePort(), await freePort()];
  const vars = { PAGESPACE: binary, DATA_DIR: dataDir, PORT: String(port), REALTIME_PORT: String(realtimePort) };
  // `exec`: the process we know is the server itself, so that SIGTERM reaches it.
  const command =
    process.env.PAGESPACE_COMMAND ?? 'exec "$PAGESPACE" up --data-dir "$DATA_DIR" --port "$PORT" --realtime-port "$REALTIME_PORT"';
  const env = { ...process.env, ...vars };
  // The new data folder is the database, for the server and for the command line tool of the tests.
  delete env.DATABASE_URL;
  const child = spawn("sh", ["-c", command], { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, child);
    const cli = process.env.PAGESPACE_COMMAND ? {} : { PAGESPACE_CLI: JSON.stringify([binary, "--data-dir", dataDir]) };
    return await runTests({ ...env, BASE_URL: url, ...cli });
  } finally {
    await stop(child);
    await rm(dataDir, { recursive: true, force: true });
  }
}

process.exitCode = process.env.BASE_URL ? await runTests(process.env) : await startAndTest();
