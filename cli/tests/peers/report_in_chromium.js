// A page in headless Chromium as a keyboard, a screen reader, a printer and a phone have it, over the browser's own debugging
// protocol (https://chromedevtools.github.io/devtools-protocol/) on descriptors 3 and 4. Prints what is wrong, a line each.
const { spawn } = require('node:child_process');
const [, , page, profile] = process.argv;
const browser = spawn('chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
  '--disable-background-networking', `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
const [to, from] = [browser.stdio[3], browser.stdio[4]];
const finish = code => { browser.removeAllListeners('exit'); browser.kill('SIGKILL'); process.exit(code); };
setTimeout(() => { console.log([...wrong, 'the browser does not answer'].join('\n')); finish(1); }, 90_000);
browser.on('error', error => { console.log(error.message); process.exit(1); });
browser.on('exit', code => { console.log(`the browser ended with ${code}`); process.exit(1); });
let last = 0, rest = '';
const waiting = new Map(), events = new Map(), console_errors = [];
from.on('data', data => {
  const parts = (rest + data).split('\0');
  rest = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part);
    if (message.id) { waiting.get(message.id)(message); waiting.delete(message.id); }
    events.get(message.method)?.();
    if (message.method === 'Runtime.exceptionThrown' || message.method === 'Log.entryAdded') console_errors.push(JSON.stringify(message.params));
  }
});
let sessionId;
const send = (method, params = {}) => new Promise((done, failed) => {
  const id = ++last;
  waiting.set(id, answer => answer.error ? failed(new Error(`${method}: ${answer.error.message}`)) : done(answer.result));
  to.write(JSON.stringify({ id, method, params, sessionId }) + '\0');
});
const evaluate = async source => {
  const { result, exceptionDetails } = await send('Runtime.evaluate', { expression: `(() => { ${source} })()`, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
  return result.value;
};
const press = async (key, code, text) => {
  await send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', key, code: key, windowsVirtualKeyCode: code, text });
  await send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, windowsVirtualKeyCode: code });
};
const wrong = [];
const expect = (right, what) => { if (!right) wrong.push(what); };
// What follows from an event when the page is drawn next, not at once.
const becomes = async source => {
  for (let tries = 0; tries < 200; tries++) {
    if (await evaluate(`return ${source}`)) return true;
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
};

// The lowest contrast of text with what it stands on (WCAG 2.1, 1.4.3), and where.
const CONTRAST = `
  const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = text => text.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  let worst = [99, ''];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('svg, style') || !element.checkVisibility()) continue;
    const [a, b] = [numbers(getComputedStyle(element).color), ground(element)].map(light).sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0]) worst = [ratio, element.tagName + '.' + element.className + ' ' + walker.currentNode.data.slice(0, 40)];
  }
  return worst;`;

(async () => {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  ({ sessionId } = await send('Target.attachToTarget', { targetId, flatten: true }));
  for (const domain of ['Page', 'Runtime', 'Log', 'Accessibility', 'DOM']) await send(`${domain}.enable`);
  const loaded = new Promise(done => events.set('Page.loadEventFired', done));
  await send('Page.navigate', { url: page });
  await loaded;
  expect(await becomes('location.protocol === "file:" && document.readyState === "complete"'), 'the page is not there');

  // The keyboard: every link, summary and scrolling region once, in the order of the page, each seen to have the focus.
  const focus = `const at = document.activeElement; const style = getComputedStyle(at);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')].filter(at => at.checkVisibility());
    return [all.indexOf(at), ring || at.closest('svg') !== null || at.className === 'skip', all.length];`;
  await press('Tab', 9);
  expect(await evaluate('return document.activeElement.className') === 'skip', 'the first stop is not the link that skips the head');
  await press('Enter', 13, '\r');
  expect(await becomes('document.activeElement.id === "main"'), 'the first link does not lead to the findings');
  await evaluate('document.activeElement.blur(); window.getSelection().empty(); location.hash = ""; document.querySelector(".skip").focus();');
  const [, , stops] = await evaluate(focus);
  for (let stop = 0; stop < stops; stop++) {
    const [at, seen] = await evaluate(focus);
    expect(at === stop, `stop ${stop} of the keyboard is element ${at}`);
    expect(seen, `element ${at} does not show that it has the focus`);
    await press('Tab', 9);
  }
  expect(stops > 40, `the page has ${stops} stops only`);
  await evaluate('document.querySelector("summary").focus()');
  await press('Enter', 13, '\r');
  expect(await becomes('document.querySelector("details").open'), 'Enter does not open a certificate');

  // A link to a certificate opens it.
  await evaluate('document.querySelector(".timeline tbody tr:last-child a").click()');
  expect(await becomes('location.hash && document.querySelector(location.hash)?.closest("details").open'), 'a link to a certificate does not open it');
  const top = 'document.querySelector(location.hash).closest("details").getBoundingClientRect().top';
  expect(await becomes(`${top} >= 0 && ${top} < innerHeight`), 'a link to a certificate does not show its name');

  // A screen reader: landmarks, headings in order, and a name for whatever can be acted on.
  const { nodes } = await send('Accessibility.getFullAXTree');
  const shown = nodes.filter(node => !node.ignored);
  const role = node => node.role?.value, name = node => (node.name?.value ?? '').trim();
  for (const landmark of ['banner', 'navigation', 'main', 'contentinfo']) {
    expect(shown.filter(node => role(node) === landmark).length === 1, `there is not one landmark ${landmark}`);
  }
  for (const node of shown) {
    if (['link', 'DisclosureTriangle', 'region', 'heading', 'table', 'columnheader', 'rowheader', 'navigation'].includes(role(node))) {
      expect(name(node) !== '', `a ${role(node)} has no name`);
    }
  }
  const levels = shown.filter(node => role(node) === 'heading').map(node => node.properties.find(at => at.name === 'level').value.value);
  expect(levels[0] === 1 && levels.filter(level => level === 1).length === 1, 'there is not one first heading');
  levels.forEach((level, at) => expect(at === 0 || level <= levels[at - 1] + 1, `heading ${at} skips a level`));
  for (const kind of ['table', 'columnheader', 'rowheader', 'DisclosureTriangle', 'time']) expect(shown.some(node => role(node) === kind), `nothing is a ${kind}`);
  expect(await evaluate('return document.documentElement.lang') === 'en', 'the page has no language');

  // A desk and a phone, in both colour schemes: nothing wider than the window, and text that can be told from what it stands on.
  for (const width of [1280, 400]) for (const scheme of ['light', 'dark']) {
    await send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
    await send('Emulation.setEmulatedMedia', { media: '', features: [{ name: 'prefers-color-scheme', value: scheme }] });
    expect(await becomes(`innerWidth === ${width} && matchMedia("(prefers-color-scheme: ${scheme})").matches`), `the window is not ${width} wide`);
    const wide = await evaluate('return document.documentElement.scrollWidth');
    expect(wide <= width, `at ${width} pixels the page is ${wide} wide`);
    const [ratio, where] = await evaluate(CONTRAST);
    expect(ratio >= 4.5, `${scheme}: a contrast of ${ratio.toFixed(2)} at ${where}`);
  }

  // Paper: black on white whatever the scheme, every certificate open, no menu, the picture within the page.
  await send('Emulation.setDeviceMetricsOverride', { width: 720, height: 1000, deviceScaleFactor: 1, mobile: false });
  await send('Emulation.setEmulatedMedia', { media: 'print', features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
  expect(await becomes('innerWidth === 720 && matchMedia("print").matches'), 'the page is not on paper');
  const paper = await evaluate(`
    const facts = [...document.querySelectorAll('.facts')];
    return { closed: facts.filter(at => at.getBoundingClientRect().height < 20).length, all: facts.length,
      menu: getComputedStyle(document.querySelector('nav')).display, ground: getComputedStyle(document.body).backgroundColor,
      text: getComputedStyle(document.body).color, box: getComputedStyle(document.querySelector('.graph .node rect')).fill, wide: document.documentElement.scrollWidth,
      graph: document.querySelector('.graph').getBoundingClientRect().right };`);
  expect(paper.closed === 0 && paper.all > 20, `${paper.closed} of ${paper.all} certificates are closed on paper`);
  expect(paper.menu === 'none', 'the menu is printed');
  expect(paper.ground === 'rgb(255, 255, 255)' && paper.text === 'rgb(0, 0, 0)', `paper is ${paper.ground} with ${paper.text}`);
  expect(paper.box === 'rgb(255, 255, 255)', `the picture's boxes are ${paper.box} on paper`);
  expect(paper.wide <= 720 && paper.graph <= 720, `on paper of 720 pixels the page is ${paper.wide} and the picture ${paper.graph} wide`);
  const { data } = await send('Page.printToPDF', { printBackground: true });
  const pages = Buffer.from(data, 'base64').toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages >= 2 && pages < 40, `${pages} pages are printed`);
  for (const error of console_errors) wrong.push(`console: ${error}`);
  for (const line of wrong) console.log(line);
  console.log(`${stops} stops, ${shown.length} nodes, ${pages} pages`);
  finish(wrong.length ? 1 : 0);
})().catch(error => { console.log(error.stack); finish(1); });
