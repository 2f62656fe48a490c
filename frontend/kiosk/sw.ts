// Keeps the kiosk's shell for use without network, as the scanner's is kept.

import "../scanner/sw";
