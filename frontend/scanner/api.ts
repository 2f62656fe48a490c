// The calls of a paired device.

import type {
  BadgeRequest,
  Check,
  Checked,
  HandedPass,
  HandledScans,
  Pairing,
  PassRequest,
  Photo,
  PhotoRequest,
  PrintedBadge,
  Released,
  Results,
  Roster,
  Scan,
  Serving,
  Signature,
  SignatureResult,
  SignatureResults,
  WalkIn,
  WalkInResults,
} from "../generated/api";
import { CallFailed, callJson, type Answer } from "../shared/http";

export type Direction = Scan["direction"];

const base = "/api/v1";

/** Exchanges a pairing code, good once, for this device's token; an empty name keeps the organiser's. Raises CallFailed. */
export async function pair(code: string, name: string): Promise<Pairing> {
  const answer = await callJson<Pairing>(`${base}/devices/pair`, { method: "POST", body: { code, name }, timeout: 15_000 });
  if (!answer.data?.token || !answer.data.meeting?.id) throw new CallFailed(0, "not a pairing");
  return answer.data;
}

/** The meetings that this device serves. Raises CallFailed. */
export async function meetings(token: string): Promise<Serving["serving"]> {
  const { data } = await callJson<Serving>(`${base}/devices/meetings`, { token, timeout: 15_000 });
  if (!Array.isArray(data?.serving)) throw new CallFailed(0, "not meetings");
  return data.serving;
}

export class MeetingApi {
  /** How many scans wait in this device; told with each look at the roster. */
  waiting: number | null = null;
  private readonly path: string;

  constructor(
    private readonly token: string,
    meeting: string,
  ) {
    this.path = `${base}/meetings/${encodeURIComponent(meeting)}`;
  }

  /** What changed on the roster since the cursor, or all of it. Raises CallFailed. */
  async roster(since: string | null, etag: string | null): Promise<Answer<Roster>> {
    const asked = new URLSearchParams();
    if (since) asked.set("since", since);
    if (this.waiting !== null) asked.set("waiting", String(this.waiting));
    const query = String(asked) && `?${asked}`;
    const answer = await callJson<Roster>(`${this.path}/roster${query}`, { token: this.token, etag, timeout: 30_000 });
    if (answer.data && !Array.isArray(answer.data.participants)) throw new CallFailed(0, "not a roster");
    return answer;
  }

  /** Sends 1 to 1,000 scans. Raises CallFailed. */
  async scans(scans: Scan[]): Promise<Results> {
    const timeout = 8_000 + scans.length * 25;
    const { data } = await callJson<Results>(`${this.path}/scans`, { method: "POST", token: this.token, body: { scans }, timeout });
    if (!Array.isArray(data?.results)) throw new CallFailed(0, "not scan results");
    return data;
  }

  /** Sends 1 to 100 people who came without being on the list. Raises CallFailed. */
  async walkIns(walkIns: WalkIn[]): Promise<WalkInResults> {
    const timeout = 8_000 + walkIns.length * 100;
    const { data } = await callJson<WalkInResults>(`${this.path}/walk-ins`, { method: "POST", token: this.token, body: { walk_ins: walkIns }, timeout });
    if (!Array.isArray(data?.results)) throw new CallFailed(0, "not results");
    return data;
  }

  /** Has somebody's badge noted as printed; the picture to print. Raises CallFailed. */
  async badge(asked: BadgeRequest): Promise<PrintedBadge> {
    const { data } = await callJson<PrintedBadge>(`${this.path}/badges`, { method: "POST", token: this.token, body: asked, timeout: 8_000 });
    if (!data?.picture) throw new CallFailed(0, "not a badge");
    return data;
  }

  /** The pass of somebody who came without being on the list, to be photographed. Raises CallFailed. */
  async pass(asked: PassRequest): Promise<HandedPass> {
    const { data } = await callJson<HandedPass>(`${this.path}/passes`, { method: "POST", token: this.token, body: asked, timeout: 8_000 });
    if (!data?.path) throw new CallFailed(0, "not a pass");
    return data;
  }

  /** Somebody's face, to be shown and kept nowhere. Raises CallFailed. */
  async photo(asked: PhotoRequest): Promise<Photo> {
    const { data } = await callJson<Photo>(`${this.path}/photos`, { method: "POST", token: this.token, body: asked, timeout: 8_000 });
    if (!data?.picture) throw new CallFailed(0, "not a picture");
    return data;
  }

  /** Tells what came of trying this phone. Raises CallFailed. */
  async check(checks: Check["checks"]): Promise<void> {
    await callJson<Checked>(`${this.path}/check`, { method: "POST", token: this.token, body: { checks }, timeout: 8_000 });
  }

  /** Tells which late refusals were dealt with here, 1 to 100. Raises CallFailed. */
  async handled(scans: string[]): Promise<void> {
    await callJson<HandledScans>(`${this.path}/handled`, { method: "POST", token: this.token, body: { scans }, timeout: 15_000 });
  }

  /** Sends 1 to 50 signatures; what became of each. Raises CallFailed. */
  async signatures(signatures: Signature[]): Promise<SignatureResult[]> {
    const { data } = await callJson<SignatureResults>(`${this.path}/signatures`, { method: "POST", token: this.token, body: { signatures }, timeout: 15_000 });
    return data?.results ?? [];
  }

  /** Lets go of the meeting: the token ends. Raises CallFailed. */
  async release(): Promise<void> {
    await callJson<Released>(`${this.path}/release`, { method: "POST", token: this.token, timeout: 15_000 });
  }
}
