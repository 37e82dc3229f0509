import type { Random } from "./random";
import { asides, findings, openings, subjects, verbs } from "./words";

/** What someone might write in a forum: sentences, now and then in another script. */
export function prose(random: Random, sentences: number): string {
  const parts = random.times(sentences, () => (random.chance(0.12) ? random.pick(asides) : sentence(random)));
  return parts.join(random.chance(0.1) ? "\n\n" : " ");
}

/** A post's text: some write much, some only answer with a word, some leave it empty. */
export function body(random: Random): string {
  if (random.chance(0.01)) return "";
  if (random.chance(0.35))
    return random.pick([...asides, "+1", "same here", "👍", "bump", "Solved, thanks!"]);
  return prose(random, random.pick([1, 1, 1, 2]));
}

export function title(random: Random): string {
  const text = `${random.pick(subjects)} ${random.pick(verbs)} ${random.pick(findings)}`;
  return text.charAt(0).toUpperCase() + text.slice(1) + random.pick(["", "", "?", "!", " [solved]", " 🤔"]);
}

function sentence(random: Random): string {
  const [subject, verb, finding] = [random.pick(subjects), random.pick(verbs), random.pick(findings)];
  return `${random.pick(openings)} ${subject} ${verb} ${finding}${random.pick([".", ".", ".", "!", "…"])}`;
}
