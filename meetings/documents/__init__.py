"""Plain data in, bytes out: PDF pages, QR images, spreadsheets, calendars. Knows neither database nor web."""
