// Whom a guest finds: themselves, by name. A list of an office or of an institution is nobody's to read here.

import type { RosterEntry } from "../generated/api";
import { bareName, SHORTEST_QUERY } from "../scanner/search";
import { wordsOf } from "../shared/search";

/** Whether enough of a name is typed: three letters of one word; or the whole of a short one. */
export const isEnough = (query: string): boolean => wordsOf(query).some((word) => word.length >= SHORTEST_QUERY);

/** Of those whom the roster finds: whose name has a word that begins with one of three letters or more, or is short and typed whole. */
export function byName(found: RosterEntry[], query: string): RosterEntry[] {
  const typed = wordsOf(query);
  const long = typed.filter((word) => word.length >= SHORTEST_QUERY);
  return found.filter(({ name }) => {
    const words = bareName(name);
    return long.length ? words.some((word) => long.some((start) => word.startsWith(start))) : words.join(" ") === typed.join(" ");
  });
}

/** What tells somebody from a namesake beside the name: the service sends a kiosk the position only where it is needed for that. */
export const besides = ({ position, organisation }: RosterEntry): string => [position, organisation].filter(Boolean).join(", ");
