// What is told at a device that serves several meetings, and where who came in signs.

export const indonesian = {
  word_elsewhere: "TAMU KEGIATAN LAIN",
  guest_of: "Tamu {meeting}: {place}.",
  guest_of_meeting: "Tamu {meeting}.",
  sign: "Tanda tangan",
  sign_hint: "Dengan jari atau pena, boleh dilewati",
  signature_short: "Tanda tangannya belum tampak. Tanda tangani di dalam kotak, atau lewati.",
  record_there: "Catat di kegiatannya",
  search_elsewhere: "Tidak ada di kegiatan ini, tetapi ada di kegiatan lain.",
  meeting_gone: "Perangkat ini tidak melayani {meeting} lagi. Daftar pesertanya sudah dihapus.",
};

export const english: Record<keyof typeof indonesian, string> = {
  word_elsewhere: "ANOTHER MEETING'S GUEST",
  guest_of: "Guest of {meeting}: {place}.",
  guest_of_meeting: "Guest of {meeting}.",
  sign: "Sign",
  sign_hint: "With finger or pen, may be skipped",
  signature_short: "There is no signature yet. Sign inside the box, or skip it.",
  record_there: "Record at their meeting",
  search_elsewhere: "Not at this meeting, but at another one.",
  meeting_gone: "This device does not serve {meeting} any more. Its list of participants was deleted.",
};
