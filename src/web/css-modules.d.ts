/** Class names of a CSS module; Vite makes them unique. */
declare module "*.module.css" {
  const classes: { readonly [name: string]: string };
  export = classes;
}
declare module "*.css";
