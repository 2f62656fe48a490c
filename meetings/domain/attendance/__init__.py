"""What is known of who was there: presence, counts, lists, papers. The door, online joining and imports write it."""
