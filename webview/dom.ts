/** Attributes that code here gives to elements. No event handlers, no styles: the policy of the document has no room for them. */
type Attributes = Readonly<Record<string, string>>;

type Child = Node | string;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A text of a model may become more nodes than a call takes arguments. */
export function appendAll<T extends Element>(parent: T, children: readonly Node[]): T {
  for (const child of children) parent.append(child);
  return parent;
}

export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

export function iconButton(iconName: string, label: string, attributes: Attributes = {}): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'icon-button', title: label, 'aria-label': label, ...attributes },
    icon(iconName),
  );
}

/** Touches the document only where the text is another one. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** `{0} of {1}` with its values. */
export function format(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d)\}/g, (placeholder, index) => String(values[Number(index)] ?? placeholder));
}

/**
 * Makes the children of `parent` from index `start` on equal to `wanted`, changing as little as possible: a selection,
 * the focus and the scroll position of what stays are kept.
 */
export function reconcile(parent: Element, wanted: readonly Node[], start = 0): void {
  let present: ChildNode | null = parent.childNodes[start] ?? null;
  for (const node of wanted) {
    if (present === null) {
      parent.append(node);
      continue;
    }
    const next: ChildNode | null = present.nextSibling;
    if (!becomes(present, node)) present.replaceWith(node);
    present = next;
  }
  while (present !== null) {
    const next: ChildNode | null = present.nextSibling;
    present.remove();
    present = next;
  }
}

/** Makes `present` equal to `wanted` where that is possible without replacing it. */
function becomes(present: Node, wanted: Node): boolean {
  if (present instanceof Text && wanted instanceof Text) {
    if (wanted.data === present.data) return true;
    if (wanted.data.startsWith(present.data)) present.appendData(wanted.data.slice(present.data.length));
    else present.data = wanted.data;
    return true;
  }
  if (!(present instanceof Element && wanted instanceof Element) || present.tagName !== wanted.tagName) {
    return false;
  }
  // A button shows by itself that it was pressed; what it does stands in its data.
  if (present instanceof HTMLButtonElement && wanted instanceof HTMLButtonElement) {
    const isSame = Object.entries(wanted.dataset).every(([key, value]) => present.dataset[key] === value);
    return isSame && present.disabled === wanted.disabled;
  }
  for (const { name } of [...present.attributes]) {
    if (!wanted.hasAttribute(name)) present.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  }
  reconcile(present, [...wanted.childNodes]);
  return true;
}
