/** Packages without types of their own. */
declare module "trix";
declare module "bootstrap/js/dist/*";
