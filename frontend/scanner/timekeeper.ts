// The service's time as well as this device can know it, and whether its clock was changed under us: a door must neither turn
// people away nor forget its roster because of a clock that jumped.

/** Two clocks of one device drift apart by less; more, and the clock was set, or (forwards only) the device slept. */
const JUMP = 60_000;

export interface Moment {
  /** What the clock says, milliseconds since 1970. */
  wall: number;
  /** What nobody can set, milliseconds since some moment. */
  ticks: number;
}

/** By which clocks something was made, and in which page: ticks of another page say nothing. */
export interface Made extends Moment {
  page: number;
}

const here = (): Moment => ({ wall: Date.now(), ticks: performance.now() });

/**
 * How far the service's clock is ahead of ours, in milliseconds: as known, unless an answer asked for and received at these
 * moments of our clock proves it wrong.
 */
export function correctedOffset(known: number, server: number, asked: number, received: number): number {
  const possible = asked <= server - known && server - known <= received;
  return possible || Number.isNaN(server) ? known : server - (asked + received) / 2;
}

export class Timekeeper {
  /** How far the service's clock is ahead of ours, in milliseconds. */
  offset = 0;
  /** Both clocks when the service last told its time to this page. */
  private told: Moment | null = null;
  /** A time of the service that is certainly past, and what our ticks said when we learned of it. */
  private past = { time: 0, ticks: 0 };

  constructor(readonly moment: () => Moment = here) {}

  /** The service answered with its time (milliseconds since 1970) to what was asked at `asked`. Returns whether the offset changed. */
  hear(server: number, asked: Moment): boolean {
    const now = this.moment();
    const known = this.offset;
    // A clock that was set while we waited says nothing about how long that was.
    const wallAsked = now.wall - (now.ticks - asked.ticks);
    this.offset = correctedOffset(known, server, wallAsked, now.wall);
    if (!Number.isNaN(server)) this.told = now;
    return this.offset !== known;
  }

  /** What this device did or heard at this time of the service (milliseconds since 1970) is over: it is never earlier again. */
  notBefore(time: number): void {
    const { ticks } = this.moment();
    if (time > this.earliest(ticks)) this.past = { time, ticks };
  }

  /** The service's time, milliseconds since 1970. A clock that was put back is not followed. */
  now(): number {
    const { wall, ticks } = this.moment();
    const set = this.drift(wall, ticks);
    return Math.max(wall + this.offset - (set < -JUMP ? set : 0), this.told ? 0 : this.earliest(ticks));
  }

  /** The clocks now. */
  made(): Made {
    return { ...this.moment(), page: performance.timeOrigin };
  }

  /**
   * The service's time (milliseconds since 1970) at which something was made; null where nothing tells: another page made it, or the
   * clock was put forward since, which looks like a device that slept.
   */
  timeOf({ wall, ticks, page }: Made): number | null {
    const now = this.moment();
    const [byWall, byTicks] = [now.wall - wall, now.ticks - ticks];
    if (!this.compared || page !== performance.timeOrigin || byWall - byTicks > JUMP) return null;
    return this.now() - (byTicks - byWall > JUMP ? byTicks : byWall);
  }

  /** Whether the service has told its time to this page. */
  get compared(): boolean {
    return this.told !== null;
  }

  /** Whether the clock was changed since then, or stands before what is known to be past. */
  get jumped(): boolean {
    const { wall, ticks } = this.moment();
    const behind = !this.told && this.earliest(ticks) - wall - this.offset > JUMP;
    return behind || Math.abs(this.drift(wall, ticks)) > JUMP;
  }

  /** Whether the hours of a door can be judged by this clock. */
  get trusted(): boolean {
    return this.compared && !this.jumped;
  }

  private earliest(ticks: number): number {
    return this.past.time + (ticks - this.past.ticks);
  }

  private drift(wall: number, ticks: number): number {
    return this.told ? wall - this.told.wall - (ticks - this.told.ticks) : 0;
  }
}
