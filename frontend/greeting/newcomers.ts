// Who of those that wait to be greeted was not there when the page was last looked at.

export interface Arrival {
  id: string;
  name: string;
  office: string;
}

export const newcomers = (known: ReadonlySet<string>, waiting: Arrival[]): Arrival[] => waiting.filter(({ id }) => !known.has(id));
