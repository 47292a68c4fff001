// The rules of accessibility that matter here, checked on the page as it is in the browser. Each finding is a line.
// Names are computed as a screen reader does (aria-labelledby, aria-label, label, text, title), contrast from styles.
const found = [];
for (const folded of document.querySelectorAll('details')) folded.open = true;
const report = (rule, element, more = '') => {
  const html = element.outerHTML.replace(/\s+/g, ' ').slice(0, 140);
  found.push(`${rule}: ${more} ${html}`);
};
const all = (css) => [...document.querySelectorAll(css)];
const shown = (element) => {
  if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
};
// Elements that are only for screen readers, or off the screen until they have focus.
const unseen = (element) => element.closest('.visually-hidden, .skip') !== null;
const flat = (text) => text.replace(/\s+/g, ' ').trim();
const text = (element) => {
  let words = '';
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) words += node.textContent;
    else if (node.nodeType === Node.ELEMENT_NODE && node.getAttribute('aria-hidden') !== 'true' && node.checkVisibility()) {
      words += ` ${node.getAttribute('aria-label') ?? (node.tagName === 'IMG' ? node.alt : text(node))} `;
    }
  }
  return flat(words);
};
// The visible text of a control, without what is only for screen readers.
const visible = (element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll('.visually-hidden, [hidden], svg, script, select, option').forEach((part) => part.remove());
  return flat(copy.textContent);
};
const named = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by) return flat(by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
  if (element.hasAttribute('aria-label')) return flat(element.getAttribute('aria-label'));
  if (element.labels?.length) return flat([...element.labels].map(text).join(' '));
  return text(element) || flat(element.getAttribute('title') ?? '');
};

if (!document.documentElement.lang) found.push('html-has-lang');
if (flat(document.title) === '') found.push('document-title');
if (all('main').length !== 1) found.push(`landmark-one-main: ${all('main').length}`);
if (all('h1').length !== 1) found.push(`page-has-heading-one: ${all('h1').length}`);

let level = 0;
for (const heading of all('h1, h2, h3, h4, h5, h6').filter((one) => one.checkVisibility())) {
  const own = Number(heading.tagName[1]);
  // The first heading may have any level: another column may come before the page's own heading.
  if (own > level + 1 && level > 0) report('heading-order', heading, `after h${level}`);
  level = own;
}

const ids = new Map();
for (const element of all('[id]')) ids.set(element.id, (ids.get(element.id) ?? 0) + 1);
for (const [id, count] of ids) if (count > 1) found.push(`duplicate-id: ${id}`);
for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls']) {
  for (const element of all(`[${name}]`)) {
    for (const id of element.getAttribute(name).split(/\s+/)) if (!ids.has(id)) report('aria-valid-attr-value', element, id);
  }
}
for (const label of all('label[for]')) if (!ids.has(label.htmlFor)) report('label-for', label);

for (const field of all('input:not([type=hidden]), select, textarea').filter(shown)) {
  if (named(field) === '') report('label', field);
}
const controls = all('a[href], button, summary, [role=button], [role=link]').filter((one) => one.checkVisibility());
for (const control of controls) {
  const name = named(control);
  if (name === '') report('control-name', control);
  // Whoever says what they see must reach what they see (voice control).
  const words = visible(control).toLowerCase();
  const bare = (some) => some.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  if (control.hasAttribute('aria-label') && words !== '' && !bare(name).includes(bare(words))) {
    report('label-content-name-mismatch', control, `"${name}" does not say "${words}"`);
  }
}
for (const image of all('img, [role=img], svg[role]')) {
  if (image.tagName === 'IMG' ? !image.hasAttribute('alt') : named(image) === '') report('image-alt', image);
}
for (const region of all('section[aria-label], nav, aside, form[aria-label]').filter((one) => one.checkVisibility())) {
  if (/^(NAV|ASIDE)$/.test(region.tagName) && all(region.tagName).length > 1 && named(region) === '') report('landmark-unique', region);
}
for (const list of all('ul, ol')) {
  for (const child of list.children) if (!/^(LI|SCRIPT|TEMPLATE)$/.test(child.tagName)) report('list', child);
}
for (const table of all('table')) {
  for (const head of table.querySelectorAll('th')) if (!head.hasAttribute('scope')) report('scope-attr', head);
}

// Contrast: text against whatever is painted behind it.
const colour = (value) => {
  const parts = value.match(/[\d.]+/g)?.map(Number);
  return parts ? [parts[0], parts[1], parts[2], parts[3] ?? 1] : [0, 0, 0, 0];
};
const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
const behind = (element) => {
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    const style = getComputedStyle(one);
    if (style.backgroundImage !== 'none') return null;
    const paint = colour(style.backgroundColor);
    if (paint[3] > 0) layers.push(paint);
    if (paint[3] === 1) break;
  }
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
};
const light = ([r, g, b]) => {
  const part = (value) => { const c = value / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
for (const element of all('body *')) {
  const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
  if (!words || !shown(element) || unseen(element) || element.closest('svg, [disabled], [hidden], option')) continue;
  const style = getComputedStyle(element);
  const ground = behind(element);
  if (!ground) continue;
  let ink = colour(style.color);
  for (let one = element; one; one = one.parentElement) ink = [ink[0], ink[1], ink[2], ink[3] * Number(getComputedStyle(one).opacity)];
  const [a, b] = [light(over(ink, ground)), light(ground)];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5) - 0.005) report('color-contrast', element, `${ratio.toFixed(2)} at ${size}px`);
  if (size < 12.99) report('too-small', element, `${size}px`);
}

// Targets: 24 by 24, unless they are within a sentence.
for (const control of [...controls, ...all('input:not([type=hidden]), select, textarea')]) {
  if (!shown(control) || unseen(control) || control.disabled) continue;
  const box = (control.closest('label') ?? control).getBoundingClientRect();
  const sentence = getComputedStyle(control).display === 'inline' && flat(control.parentElement.textContent) !== flat(control.textContent);
  if ((box.width < 24 || box.height < 24) && !sentence) report('target-size', control, `${Math.round(box.width)}x${Math.round(box.height)}`);
}

// Nothing scrolls sideways unless it is marked to do so.
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (wide > 0) {
  const over = all('body *').filter((one) => shown(one) && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest('.scroll-x, .days'));
  found.push(`scrolls-sideways: ${wide}px, ${over.slice(0, 3).map((one) => one.outerHTML.slice(0, 90)).join(' | ')}`);
}

// Nothing extends beyond the card or table cell that it is in.
for (const box of all('main .card, main section, main td').filter(shown)) {
  const spilt = box.scrollWidth - box.clientWidth;
  if (spilt > 1 && getComputedStyle(box).display !== 'inline' && getComputedStyle(box).overflowX === 'visible') report('spills', box, `${spilt}px`);
}

// No Latin word is broken in the middle.
const range = document.createRange();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const parent = node.parentElement;
  if (!parent || parent.closest('script, option, code, svg, .visually-hidden, .code-text') || !parent.checkVisibility()) continue;
  for (const match of node.textContent.matchAll(/[A-Za-z]{4,}/g)) {
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].length);
    const rows = new Set([...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top)));
    if (rows.size > 1) report('broken-word', parent, `"${match[0]}"`);
  }
}
return [...new Set(found)];
