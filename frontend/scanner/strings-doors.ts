// What is told at a device that serves several meetings, and where who came in signs.

export const indonesian = {
  seat: "Kursi {seat}",
  word_elsewhere: "TAMU KEGIATAN LAIN",
  guest_of: "Tamu {meeting}: {place}.",
  guest_of_meeting: "Tamu {meeting}.",
  sign: "Tanda tangan",
  sign_hint: "Dengan jari atau pena, boleh dilewati",
  signature_short: "Tanda tangannya belum tampak. Tanda tangani di dalam kotak, atau lewati.",
  signature_kept: "Tanda tangan tersimpan.",
  signature_waits: "Tanda tangan tersimpan di perangkat ini dan dikirim begitu ada jaringan.",
  signature_refused: "Tanda tangan tidak disimpan: orangnya tidak tercatat hadir lagi.",
  signature_replace: "Sudah menandatangani pukul {time}. Ganti dengan yang baru?",
  signature_stays: "Sudah menandatangani pukul {time}; tanda tangan itu tetap.",
  record_there: "Catat di kegiatannya",
  search_elsewhere: "Tidak ada di kegiatan ini, tetapi ada di kegiatan lain.",
  meeting_gone: "Perangkat ini tidak melayani {meeting} lagi. Daftar pesertanya sudah dihapus.",
};

export const english: Record<keyof typeof indonesian, string> = {
  seat: "Seat {seat}",
  word_elsewhere: "ANOTHER MEETING'S GUEST",
  guest_of: "Guest of {meeting}: {place}.",
  guest_of_meeting: "Guest of {meeting}.",
  sign: "Sign",
  sign_hint: "With finger or pen, may be skipped",
  signature_short: "There is no signature yet. Sign inside the box, or skip it.",
  signature_kept: "Signature kept.",
  signature_waits: "Signature kept on this device; it is sent as soon as there is a network.",
  signature_refused: "The signature was not kept: they are not recorded as present any more.",
  signature_replace: "Signed already at {time}. Replace it with the new one?",
  signature_stays: "Signed already at {time}; that signature stays.",
  record_there: "Record at their meeting",
  search_elsewhere: "Not at this meeting, but at another one.",
  meeting_gone: "This device does not serve {meeting} any more. Its list of participants was deleted.",
};
