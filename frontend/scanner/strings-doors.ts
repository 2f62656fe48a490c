// What is told at a device that serves several meetings.

export const indonesian = {
  word_elsewhere: "TAMU KEGIATAN LAIN",
  guest_of: "Tamu {meeting}: {place}.",
  guest_of_meeting: "Tamu {meeting}.",
  record_there: "Catat di kegiatannya",
  search_elsewhere: "Tidak ada di kegiatan ini, tetapi ada di kegiatan lain.",
  meeting_gone: "Perangkat ini tidak melayani {meeting} lagi. Daftar pesertanya sudah dihapus.",
};

export const english: Record<keyof typeof indonesian, string> = {
  word_elsewhere: "ANOTHER MEETING'S GUEST",
  guest_of: "Guest of {meeting}: {place}.",
  guest_of_meeting: "Guest of {meeting}.",
  record_there: "Record at their meeting",
  search_elsewhere: "Not at this meeting, but at another one.",
  meeting_gone: "This device does not serve {meeting} any more. Its list of participants was deleted.",
};
