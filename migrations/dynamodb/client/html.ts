/** Whether a body is a page for people, as proxies and login pages send it. */
export function isHtml(body: Buffer): boolean {
  return /^\s*(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html|head|body)\b/i.test(body.toString("utf8", 0, 1000));
}

/** `an HTML page ("Please log in")` */
export function htmlText(body: Buffer): string {
  const title = /<title[^>]*>([^<]{1,80})/i.exec(body.toString("utf8", 0, 4000))?.[1]?.trim();
  return title ? `an HTML page (${JSON.stringify(title)})` : "an HTML page";
}
