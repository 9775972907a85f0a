#!/usr/bin/env node
// Starts holt with a Node that is new enough. Written for any Node, so that an old one gets a sentence, not a crash.
"use strict";
var path = require("path");
var fs = require("fs");

var parts = process.versions.node.split(".");
var isNewEnough = Number(parts[0]) > 24 || (Number(parts[0]) === 24 && Number(parts[1]) >= 7);

if (isNewEnough) {
  keepCompiled();
  require(path.join(__dirname, "..", "dist", "holt.js"));
} else {
  var newer = findNode(__dirname);
  if (newer === undefined) {
    process.stderr.write("holt needs node 24.7 or newer, and this is node " + process.versions.node + "\n");
    process.exitCode = 2;
  } else {
    // Ctrl-C goes to both of us: the newer Node says what comes of it.
    process.on("SIGINT", function () {});
    var run = require("child_process").spawnSync(newer, [__filename].concat(process.argv.slice(2)), {
      stdio: "inherit",
    });
    if (run.signal) process.kill(process.pid, run.signal);
    process.exitCode = run.status === null ? 70 : run.status;
  }
}

// The `node` package of the npm registry carries a binary; it lies in a node_modules folder above this file.
function findNode(start) {
  var directory = start;
  for (;;) {
    var candidate = path.join(directory, "node_modules", "node", "bin", "node");
    if (fs.existsSync(candidate)) return candidate;
    var parent = path.dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}

// Node keeps what it compiled beside holt's state, in a directory that nobody else may write to: what lies there runs.
function keepCompiled() {
  var env = process.env;
  var home = env.HOLT_HOME;
  var base = path.isAbsolute(env.XDG_STATE_HOME || "")
    ? env.XDG_STATE_HOME
    : path.join(env.HOME || "", ".local", "state");
  var directory = path.join(home ? path.join(home, "state") : path.join(base, "holt"), "compiled");
  if (!path.isAbsolute(directory) && !home) return;
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 448 });
    var facts = fs.lstatSync(directory);
    if (!facts.isDirectory() || (facts.mode & 63) !== 0 || facts.uid !== process.getuid()) return;
    require("module").enableCompileCache(path.resolve(directory));
  } catch (error) {
    // It would only have been faster.
    if (env.HOLT_DEBUG) process.stderr.write("not kept: " + error.message + "\n");
  }
}
