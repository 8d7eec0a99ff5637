import type { Layout, PlacedEdge, PlacedNode } from "./layout.ts";

/** A layout in pixels. */
export interface Frame {
  readonly height: number;
  readonly nodeWidth: number;
  /** The upper left corner of a node. */
  place(node: PlacedNode): { readonly x: number; readonly y: number };
  /** The path of an edge with an arrow head; empty when an end is not on the map. */
  path(edge: PlacedEdge): string;
}

const nodeHeight = 44;
const nodeWidthMin = 112;
const nodeWidthMax = 190;

/** Turns layers and places into pixels: side by side where there is room, one below the other where not. */
export function frameOf(layout: Layout, width: number): Frame {
  const columns = Math.max(1, layout.sizes.length);
  const across = columns * nodeWidthMin + (columns - 1) * 24 <= width;
  return across ? sideBySide(layout, width, columns) : oneBelow(layout, width, columns);
}

function sideBySide(layout: Layout, width: number, columns: number): Frame {
  const gap = 26;
  const nodeWidth = Math.min(nodeWidthMax, (width - (columns - 1) * gap) / columns);
  const step = columns > 1 ? (width - nodeWidth) / (columns - 1) : 0;
  const pitch = nodeHeight + 14;
  const height = Math.max(1, ...layout.sizes) * pitch - 14;
  const place = ({ layer, order }: PlacedNode): { x: number; y: number } => ({
    x: layer * step,
    y: (height - (layout.sizes[layer] ?? 1) * pitch + 14) / 2 + order * pitch,
  });
  const nodes = new Map(layout.nodes.map((node) => [node.id, node]));
  return {
    height,
    nodeWidth,
    place,
    path({ callee, caller, via }) {
      const from = nodes.get(callee);
      const to = nodes.get(caller);
      if (from === undefined || to === undefined) return "";
      const stops = [from, ...via, to].map((node) => ({
        left: place(node).x,
        right: place(node).x + nodeWidth,
        y: place(node).y + nodeHeight / 2,
      }));
      let path = `M${stops[0]?.right ?? 0} ${stops[0]?.y ?? 0}`;
      for (let index = 1; index < stops.length; index++) {
        const start = stops[index - 1];
        const end = stops[index];
        if (start === undefined || end === undefined) continue;
        const last = index === stops.length - 1;
        const x = last ? end.left - 4 : end.left;
        const middle = (start.right + x) / 2;
        path += `C${middle} ${start.y} ${middle} ${end.y} ${x} ${end.y}`;
        path += last ? "m-5 -4l5 4l-5 4" : `H${end.right}`;
      }
      return path;
    },
  };
}

function oneBelow(layout: Layout, width: number, columns: number): Frame {
  const gap = 10;
  const widest = Math.max(1, ...layout.sizes);
  const nodeWidth = Math.min(220, (width - (widest - 1) * gap) / widest);
  const pitch = nodeHeight + 30;
  const place = ({ layer, order }: PlacedNode): { x: number; y: number } => {
    const count = layout.sizes[layer] ?? 1;
    const used = count * nodeWidth + (count - 1) * gap;
    return { x: (width - used) / 2 + order * (nodeWidth + gap), y: layer * pitch };
  };
  const nodes = new Map(layout.nodes.map((node) => [node.id, node]));
  return {
    height: columns * pitch - 30,
    nodeWidth,
    place,
    path({ callee, caller, via }) {
      const from = nodes.get(callee);
      const to = nodes.get(caller);
      if (from === undefined || to === undefined) return "";
      const stops = [from, ...via, to].map((node) => ({
        x: place(node).x + nodeWidth / 2,
        top: place(node).y,
        bottom: place(node).y + nodeHeight,
      }));
      let path = `M${stops[0]?.x ?? 0} ${stops[0]?.bottom ?? 0}`;
      for (let index = 1; index < stops.length; index++) {
        const start = stops[index - 1];
        const end = stops[index];
        if (start === undefined || end === undefined) continue;
        const last = index === stops.length - 1;
        const y = last ? end.top - 4 : end.top;
        const middle = (start.bottom + y) / 2;
        path += `C${start.x} ${middle} ${end.x} ${middle} ${end.x} ${y}`;
        path += last ? "m-4 -5l4 5l4 -5" : `V${end.bottom}`;
      }
      return path;
    },
  };
}
