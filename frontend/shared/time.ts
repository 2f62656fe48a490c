// Times as Indonesian offices write them: `09.00 WIB`, `Senin, 30 April 2018`, always in the meeting's zone.

const ABBREVIATIONS: Record<string, string> = {
  "Asia/Jakarta": "WIB",
  "Asia/Pontianak": "WIB",
  "Asia/Makassar": "WITA",
  "Asia/Jayapura": "WIT",
};

/** `09.00`, or `09.00.05` with seconds. `moment` is RFC 3339 or milliseconds since 1970. */
export function clock(moment: string | number, zone: string, seconds = false): string {
  const format = new Intl.DateTimeFormat("id", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: seconds ? "2-digit" : undefined,
    hourCycle: "h23",
  });
  return format.format(new Date(moment)).replaceAll(":", ".");
}

/** `09.00 WIB`; outside the Indonesian zones the offset stands behind the time. */
export function clockWithZone(moment: string | number, zone: string): string {
  const short = new Intl.DateTimeFormat("id", { timeZone: zone, timeZoneName: "shortOffset" });
  const offset = () => short.formatToParts(new Date(moment)).find((part) => part.type === "timeZoneName")?.value ?? zone;
  return `${clock(moment, zone)} ${ABBREVIATIONS[zone] ?? offset()}`;
}

/** `Senin, 30 April 2018` in the given language. */
export function day(moment: string | number, zone: string, language: string): string {
  const format = { timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  return new Intl.DateTimeFormat(language, format).format(new Date(moment));
}

/** The calendar day in the zone, for comparing only. */
export function sameDay(first: string | number, second: string | number, zone: string): boolean {
  const key = (moment: string | number) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date(moment));
  return key(first) === key(second);
}
