// RosaeNLG on the same text, by the protocol of worker.py: node rosaenlg.js FOLDER_OF_THE_MATERIAL
// A paragraph a line, every value as given; the template is compiled once. NODE_PATH leads to the package.
"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");

function prepared(material) {
  const rosaenlg = require("rosaenlg");
  const { template, values } = JSON.parse(fs.readFileSync(path.join(material, "text.json"), "utf8"));
  const lines = template.trimEnd().split("\n").map((line) => `p\n  | ${line.replaceAll(/\{\{ (\w+) \}\}/g, "#{$1}")}\n`);
  const render = rosaenlg.compile(lines.join(""), { language: "zh_CN", compileDebug: false });
  return () => render({ util: new rosaenlg.NlgLib({ language: "zh_CN" }), ...values });
}

// Microseconds of the process, its compiler and its collector of garbage included.
function spent(work, calls) {
  const start = process.cpuUsage();
  for (let call = 0; call < calls; call++) work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

let work = null;
function answer(asked) {
  try {
    work = work || prepared(process.argv[2]);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    return { missing: "Node finds no package rosaenlg (set NODE_PATH)" };
  }
  if (asked === 0) spent(work, 5);
  const calls = asked || 5;
  return { ms: spent(work, calls) / calls / 1000, megabytes: 0 };
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line)[1])) + "\n");
});
