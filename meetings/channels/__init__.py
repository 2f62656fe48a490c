"""Ways out of the house: SMTP, WhatsApp links, webhooks. Knows neither database nor web."""
