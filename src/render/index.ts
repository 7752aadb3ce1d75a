/** What other features may use of `render`. */
export { createPictures, type Picture, type Pictures } from "./pictures.ts";
