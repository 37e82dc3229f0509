/** What a browser is asked about a page; it runs there, so that it is text here. */

/** The texts whose contrast with what they stand on is below 4.5, with the contrast. */
export const faintTexts = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const back = channels(getComputedStyle(one).backgroundColor);
      if (back[3] !== 0) return back;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.tagName === "title") continue;
    const style = getComputedStyle(element);
    const colour = channels(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
    const [light, dark] = [luminance(colour), luminance(ground(element))].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) faint.push(node.textContent.trim() + ": " + contrast.toFixed(2));
  }
  return faint;
})()`;

/** How wide the page is, what can only be reached by scrolling included. */
export const pageWidth = "document.documentElement.scrollWidth";

/** Labels of a chart that overlap others of the same chart. */
export const overlappingLabels = `[...document.querySelectorAll(".plot")].flatMap((plot) => {
  const boxes = [...plot.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  return boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) =>
    a.box.left < b.box.right && b.box.left < a.box.right && a.box.top + 2 < b.box.bottom && b.box.top + 2 < a.box.bottom,
  ).map((b) => a.text + " / " + b.text));
})`;
