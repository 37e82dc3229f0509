const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;

/** The service keeps 38 significant digits. */
const maxDigits = 38;
const maxNumberBytes = 21;
/** The service's range is ±1E-130 … ±9.99E+125: exponents of the first digit. */
const minExponent = -130;
const maxExponent = 125;
/** As JavaScript numbers, which are read as exactly these. */
const minSize = 1e-130;
const maxSize = 1e126;

/** The parts of a number: `-0.0120` is sign `-`, digits `12`, exponent (of the first digit) `-2`. */
interface Parts {
  readonly sign: "" | "-";
  readonly digits: string;
  readonly exponent: number;
}

function takeApart(text: string): Parts | undefined {
  const start = text.charCodeAt(0) === minus ? 1 : 0;
  const whole = endOfDigits(text, start);
  const fraction = text.charCodeAt(whole) === point ? endOfDigits(text, whole + 1) : whole;
  // Most numbers have no exponent and no plus sign; the pattern is slower.
  if (whole === start || fraction < text.length) return takeApartByPattern(text);
  return partsOf(start === 1, text.slice(start, whole), text.slice(whole + 1, fraction), 0);
}

function takeApartByPattern(text: string): Parts | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  return partsOf(sign === "-", whole, fraction, Number(power));
}

function partsOf(isNegative: boolean, whole: string, fraction: string, power: number): Parts {
  const all = fraction === "" ? whole : whole + fraction;
  let first = 0;
  while (all.charCodeAt(first) === zero) first++;
  if (first === all.length) return { sign: "", digits: "0", exponent: 0 };
  let end = all.length;
  while (all.charCodeAt(end - 1) === zero) end--;
  const exponent = whole.length - first - 1 + power;
  return { sign: isNegative ? "-" : "", digits: all.slice(first, end), exponent };
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Whether DynamoDB stores a JavaScript number: it has at most 17 digits, and must lie in the service's range. */
export function isStorableNumber(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= minSize && size < maxSize);
}

/**
 * Whether a number is written in plain digits, with no more of them than it needs: `0`, `-1.5`, `1200`. Other ways of
 * writing it are `1.50`, `1.2E3`, `-0`.
 */
export function isPlainNumber(text: string): boolean {
  const start = text.charCodeAt(0) === minus ? 1 : 0;
  const whole = endOfDigits(text, start);
  const startsWithZero = text.charCodeAt(start) === zero;
  if (whole === start || (startsWithZero && whole > start + 1)) return false;
  if (whole === text.length) return start === 0 || !startsWithZero;
  const end = endOfDigits(text, whole + 1);
  const isFraction = text.charCodeAt(whole) === point && end === text.length && end > whole + 1;
  return isFraction && text.charCodeAt(end - 1) !== zero;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

/**
 * One text for every way of writing the same number: `1.0`, `001` and `1E0` become `1E0`. The service
 * normalises what it stores, so texts can be compared only in this form. `undefined` if it is no number.
 */
export function canonicalNumber(text: string): string | undefined {
  const parts = takeApart(text);
  return parts && `${parts.sign}${parts.digits}E${parts.exponent}`;
}

/**
 * A number in plain digits: `1e23` becomes `1` and 23 zeros, `1.5e-7` becomes `0.00000015`. For numbers that
 * JavaScript prints, whose exponents are small enough to be written out.
 */
export function plainNumber(text: string): string {
  const parts = takeApart(text);
  if (!parts) return text;
  const { sign, digits, exponent } = parts;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}${fraction && "."}${fraction}`;
}

/** Reason why DynamoDB would reject a number; `undefined` if it accepts it. */
export function numberRefusal(
  text: string,
): { readonly code: NumberRefusal; readonly message: string } | undefined {
  const parts = takeApart(text);
  if (!parts) return { code: "not-a-number", message: `${text} is not a number that DynamoDB can store` };
  if (parts.digits.length > maxDigits) {
    const message = `a number may have ${maxDigits} significant digits, ${text} has ${parts.digits.length}; store it as a string`;
    return { code: "number-too-precise", message };
  }
  if (parts.digits !== "0" && (parts.exponent < minExponent || parts.exponent > maxExponent)) {
    return {
      code: "number-out-of-range",
      message: `a number must lie between 1E-130 and 9.99E+125, got ${text}`,
    };
  }
  return undefined;
}

export type NumberRefusal = "not-a-number" | "number-too-precise" | "number-out-of-range";

/**
 * Bytes of a stored number: one for each two digits that stand together, counted from the decimal point to both sides,
 * without the pairs of zeros at either end, one for the exponent, and one for a minus sign; at most 21. Zero has one.
 * AWS says only "approximately"; DynamoDB Local counts so:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function numberBytes(text: string): number {
  const isNegative = text.charCodeAt(0) === minus;
  let whole = -1;
  let first = -1;
  let last = -1;
  let digits = 0;
  for (let at = isNegative ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === point && whole === -1) {
      whole = digits;
      continue;
    }
    // Most numbers have neither an exponent nor a plus sign.
    if (!isDigit(code)) return partsBytes(takeApart(text));
    if (code !== zero) {
      if (first === -1) first = digits;
      last = digits;
    }
    digits++;
  }
  if (digits === 0) return maxNumberBytes;
  if (first === -1) return 1;
  const exponent = (whole === -1 ? digits : whole) - first - 1;
  return bytesOf(isNegative, last - first + 1, exponent);
}

function partsBytes(parts: Parts | undefined): number {
  if (!parts) return maxNumberBytes;
  const { sign, digits, exponent } = parts;
  return digits === "0" ? 1 : bytesOf(sign === "-", digits.length, exponent);
}

/** @param digits how many, the first and the last of which are not zero */
function bytesOf(isNegative: boolean, digits: number, exponent: number): number {
  const pairs = Math.ceil((digits + ((exponent & 1) === 0 ? 1 : 0)) / 2);
  return Math.min(maxNumberBytes, pairs + (isNegative ? 2 : 1));
}
