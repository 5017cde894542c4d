// Runs axe-core over pages in Chromium: node axe.cjs CHROMIUM FILE…; NODE_PATH leads to axe-core and puppeteer-core.
// Prints what is wrong as JSON, a line for each page, width and colour scheme where anything is.
"use strict";
const fs = require("fs");
const { pathToFileURL } = require("url");
const puppeteer = require("puppeteer-core");
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");
const [chromium, ...files] = process.argv.slice(2);

async function looked(page, file, width, scheme) {
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(pathToFileURL(file).href);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await axe.run()).violations.map(
    (one) => ({ rule: one.id, nodes: one.nodes.length, first: one.nodes[0].html.slice(0, 200) })));
  if (wide > 0) found.push({ rule: "wider than the window", nodes: wide, first: "" });
  return found;
}

(async () => {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  for (const file of files) {
    for (const width of [1280, 390]) {
      for (const scheme of ["light", "dark"]) {
        const page = await browser.newPage();
        await page.setBypassCSP(true); // axe is a script from elsewhere; pages allow their own alone
        const found = await looked(page, file, width, scheme);
        if (found.length) console.log(JSON.stringify({ file, width, scheme, found }));
        await page.close();
      }
    }
  }
  await browser.close();
})().catch((error) => { console.error(error); process.exit(1); });
