// What the tabs of one device tell each other.

/** What another tab of this device tells. */
export interface Heard {
  /** Scans that the service answered. */
  settled?: string[];
  /** A scan was decided without the service. */
  decided?: true;
  roster?: true;
  left?: true;
}
