/** Drawn on 16 by 16 pixels. */
export const ICONS = {
  pause: 'M5 3h2v10H5zM9 3h2v10H9z',
  play: 'M5 3l8 5-8 5z',
  back: 'M11 3L5 8l6 5zM3 3h1.6v10H3z',
  forward: 'M5 3l6 5-6 5zM11.4 3H13v10h-1.6z',
  save: 'M7.2 2h1.6v6l2.3-2.3 1.1 1.1L8 11 3.8 6.8l1.1-1.1L7.2 8zM3 12.4h10V14H3z',
  open: 'M2 3h4.5L8 4.6h6V7H5.2L3 12.6H2zM5.9 8H15l-2 5H4z',
  plus: 'M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z',
  minus: 'M3 7.2h10v1.6H3z',
  edge: 'M2 7.2h8V4l4 4-4 4V8.8H2z',
  fit: 'M2 2h5v1.6H3.6V7H2zM9 2h5v5h-1.6V3.6H9zM2 9h1.6v3.4H7V14H2zM12.4 9H14v5H9v-1.6h3.4z',
  follow:
    'M7.2 1h1.6v2.1a5 5 0 0 1 4.1 4.1H15v1.6h-2.1a5 5 0 0 1-4.1 4.1V15H7.2v-2.1a5 5 0 0 1-4.1-4.1H1V7.2h2.1a5 5 0 0 1 4.1-4.1zM8 4.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8zM8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z',
} as const;

export type IconName = keyof typeof ICONS;
