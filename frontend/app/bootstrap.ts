/** The parts of Bootstrap that the pages use; importing one turns its data-bs-… attributes on. */
import "bootstrap/js/dist/alert";
import "bootstrap/js/dist/collapse";
import "bootstrap/js/dist/dropdown";
import "bootstrap/js/dist/modal";
import "bootstrap/js/dist/offcanvas";
import "bootstrap/js/dist/tab";
import "bootstrap/js/dist/toast";
