"""Pure rules about people: names and titles, identity numbers, phones, mail addresses, institution names."""
