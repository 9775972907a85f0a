#!/usr/bin/env node
// Starts holt with a Node that is new enough. Written for any Node, so that an old one gets a sentence, not a crash.
"use strict";
var path = require("path");
var fs = require("fs");

var parts = process.versions.node.split(".");
var isNewEnough = Number(parts[0]) > 24 || (Number(parts[0]) === 24 && Number(parts[1]) >= 7);

if (isNewEnough) {
  // Libraries look at this name while they run, and some work differently, or not at all, under other values. What it
  // was is for the programs that holt runs for its user.
  globalThis.holtNodeEnv = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  keepCompiled();
  require(path.join(__dirname, "..", "dist", "holt.js"));
} else {
  var newer = findNode(__dirname);
  if (newer === undefined) {
    process.stderr.write("holt needs node 24.7 or newer, and this is node " + process.versions.node + "\n");
    process.exitCode = 2;
  } else {
    handOver(newer);
  }
}

// The newer Node says what comes of a signal. Ctrl-C at a terminal goes to both of us.
function handOver(node) {
  var child = require("child_process").spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: "inherit",
  });
  var isTyped = [0, 1, 2].some(require("tty").isatty);
  ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"].forEach(function (signal) {
    process.on(signal, function () {
      if (!isTyped || (signal !== "SIGINT" && signal !== "SIGQUIT")) child.kill(signal);
    });
  });
  child.on("error", function () {
    process.exitCode = 70;
  });
  child.on("exit", function (code, signal) {
    process.exitCode = code === null ? 70 : code;
    if (!signal) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
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
    directory = path.resolve(directory);
    if (!isOursToFill(directory)) return;
    fs.mkdirSync(directory, { recursive: true, mode: 448 });
    var facts = fs.lstatSync(directory);
    if (!facts.isDirectory() || (facts.mode & 63) !== 0 || facts.uid !== process.getuid()) return;
    directory = fs.realpathSync(directory);
    if (isOutOfReach(directory)) require("module").enableCompileCache(directory);
  } catch (error) {
    // It would only have been faster.
    if (env.HOLT_DEBUG) process.stderr.write("not kept: " + error.message + "\n");
  }
}

// Root that runs with a user's HOME leaves no directory there that the user could not write to afterwards.
function isOursToFill(directory) {
  var at = directory;
  while (!fs.existsSync(at)) at = path.dirname(at);
  var facts = fs.statSync(at);
  return facts.uid === process.getuid() || isSticky(facts);
}

// Whoever may write to a directory above could put another in its place.
function isOutOfReach(directory) {
  var uid = process.getuid();
  for (var at = directory; ; at = path.dirname(at)) {
    var facts = fs.statSync(at);
    // Many systems give each user a group of his own, by his own number.
    var isOwnGroup = facts.gid === uid && facts.gid === process.getgid();
    var isOpen = (facts.mode & 2) !== 0 || ((facts.mode & 16) !== 0 && !isOwnGroup);
    if (facts.uid !== uid && facts.uid !== 0) return false;
    if (isOpen && !isSticky(facts)) return false;
    if (at === path.dirname(at)) return true;
  }
}

function isSticky(facts) {
  return (facts.mode & 512) !== 0;
}
