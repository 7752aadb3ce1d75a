/** What other features may use of `render`. */

export { drawDoorPoster } from "./door-poster.ts";
export { pictureFault } from "./picture-size.ts";
export { createPictures, type Picture, type Pictures } from "./pictures.ts";
export { plotSvg } from "./plot.ts";
export { createPlots, type Plots } from "./plots.ts";
export { categoryTitle } from "./poster-looks.ts";
