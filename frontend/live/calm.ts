/**
 * What is said aloud of numbers that tick: nothing of what stood there when the page came, then the sentence once it has been the
 * same at two looks in a row, or at the latest after `longest` looks of a rush. Call it at every look; null means silence.
 */
export function calm(longest = 12): (text: string) => string | null {
  let said: string | null = null;
  let last = "";
  let looks = 0;
  return (text) => {
    said ??= text;
    const settled = text === last;
    last = text;
    if (text === said) {
      looks = 0;
      return null;
    }
    looks += 1;
    if (!settled && looks < longest) return null;
    looks = 0;
    said = text;
    return text;
  };
}
