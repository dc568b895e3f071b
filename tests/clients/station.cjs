// A charging station of independent make: `ocpp-rpc` in strict mode, told what to say line by line.
//
// Line in:  {"id": 1, "action": "Heartbeat", "payload": {}}
// Lines out: {"open": "ocpp2.1"}, {"id": 1, "result": {…}} or {"id": 1, "error": "…"}, {"asked": "Reset", "payload": {…}},
// {"invalid": "…"} for anything that the schemas do not allow, whoever said it.
// Arguments: endpoint, identity, password, protocols (comma), answers (JSON by action).

"use strict";

const readline = require("node:readline");
const { createRequire } = require("node:module");
const path = require("node:path");

console.warn = () => {}; // what its validator thinks of the official schemas' style
const load = createRequire(path.join(process.cwd(), "index.cjs"));
const { RPCClient, createRPCError, createValidator } = load("ocpp-rpc");
const [endpoint, identity, password, protocols, answers] = process.argv.slice(2);
const answerOf = JSON.parse(answers);

function tell(line) {
  process.stdout.write(JSON.stringify(line) + "\n");
}

// The package names its schemas of 2.1 otherwise than it looks for them.
const newest = load("ocpp-rpc/lib/schemas/ocpp2_1.json").map((schema) => ({
  ...schema,
  $id: schema.$id.replace(/Request$/, ".req").replace(/Response$/, ".conf"),
}));

const station = new RPCClient({
  endpoint,
  identity,
  password,
  protocols: protocols.split(","),
  strictMode: true,
  strictModeValidators: [createValidator("ocpp2.1", newest)],
  reconnect: false,
});

station.on("strictValidationFailure", (failure) => tell({ invalid: `${failure.method}: ${failure.error}` }));
station.on("badMessage", (bad) => tell({ invalid: String(bad.error) }));
station.on("close", () => process.exit(0));
station.handle(({ method, params }) => {
  tell({ asked: method, payload: params });
  if (!(method in answerOf)) {
    throw createRPCError("NotImplemented");
  }
  return answerOf[method];
});

async function say({ id, action, payload }) {
  try {
    tell({ id, result: await station.call(action, payload) });
  } catch (error) {
    tell({ id, error: `${error.rpcErrorCode || error.name}: ${error.message}` });
  }
}

station.connect().then(
  () => {
    tell({ open: station.protocol });
    const lines = readline.createInterface({ input: process.stdin });
    lines.on("line", (line) => say(JSON.parse(line)));
    lines.on("close", () => station.close({ code: 1000 }));
  },
  (error) => {
    tell({ error: String(error) });
    process.exit(1);
  },
);
