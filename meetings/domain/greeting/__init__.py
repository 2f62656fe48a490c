"""Who is to be received at the door: who of them has come, and who was greeted."""
