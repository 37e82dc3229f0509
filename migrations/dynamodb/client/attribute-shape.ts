/** A JSON object: no array and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a JSON value is an item as DynamoDB writes it: an object of attribute values, such as `{"id":{"S":"a"}}`. */
export function isItem(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (!isAttributeValue(value[name])) return false;
  return true;
}

/** An object with one member, whose name is a type and whose content fits it. */
function isAttributeValue(value: unknown): boolean {
  if (!isObject(value)) return false;
  let types = 0;
  for (const type in value) if (++types > 1 || !fits(type, value[type])) return false;
  return types === 1;
}

function fits(type: string, content: unknown): boolean {
  switch (type) {
    case "S":
    case "B":
      return typeof content === "string";
    case "N":
      return isNumber(content);
    case "BOOL":
    case "NULL":
      return typeof content === "boolean";
    case "SS":
    case "BS":
      return Array.isArray(content) && content.every((member) => typeof member === "string");
    case "NS":
      return Array.isArray(content) && content.every(isNumber);
    case "L":
      return Array.isArray(content) && content.every(isAttributeValue);
    case "M":
      return isItem(content);
    default:
      return false;
  }
}

function isNumber(content: unknown): boolean {
  return typeof content === "string" && number.test(content);
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
