/** Packages without types of their own. */
declare module "bootstrap/js/dist/*";
