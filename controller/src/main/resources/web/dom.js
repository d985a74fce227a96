// Makes elements, and changes a page in place so that nothing flickers and focus, selection and
// scrolling stay. Text from outside only ever becomes a text node.

const LONGEST = 20000;
const SVG = "http://www.w3.org/2000/svg";

/** An HTML element; attributes that are null, undefined or false are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") element.onclick = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(readable(String(child))));
  }
  return element;
}

/** Without characters that change the order in which others are read, or are not for reading; no longer than one reads. */
function readable(text) {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return cut.replace(/[\p{Cf}\u2028\u2029]|(?![\n\t])\p{Cc}/gu, " ");
}

/** Makes the children of an element what they are given as, changing only what differs. */
export function show(parent, ...children) {
  const wanted = document.createElement(parent.localName);
  wanted.append(...children.flat(Infinity).filter((child) => child));
  morphChildren(parent, wanted);
}

function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
    from.replaceWith(to);
  } else if (from.nodeType === Node.TEXT_NODE) {
    if (from.data !== to.data) from.data = to.data;
  } else {
    morphAttributes(from, to);
    from.onclick = to.onclick;
    morphChildren(from, to);
  }
}

function morphAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    // A person opens and closes details, not the controller.
    if (!to.hasAttribute(name) && !(name === "open" && from.localName === "details")) {
      from.removeAttribute(name);
    }
  }
  for (const { name, value } of to.attributes) {
    if (name === "open" && from.localName === "details") continue;
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function morphChildren(from, to) {
  const keyed = new Map();
  for (const child of from.children) {
    if (child.dataset?.key) keyed.set(child.dataset.key, child);
  }
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = wanted.dataset?.key;
    const known = key ? keyed.get(key) : undefined;
    if (known && known !== place) from.insertBefore(known, place);
    if (known) {
      place = known.nextSibling;
      morph(known, wanted);
    } else if (place && !key && !place.dataset?.key) {
      const next = place.nextSibling;
      morph(place, wanted);
      place = next;
    } else {
      from.insertBefore(wanted, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}
