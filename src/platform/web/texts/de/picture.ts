import type { picture as english } from '../en/picture.ts'

/** Bilder, die jemand hochlädt. */
export const picture: typeof english = {
  uploaded: 'Hochgeladen',
  generated: 'Aus dem Namen gemacht',
  choose: 'Bild auswählen',
  another: 'Ein anderes Bild auswählen',
  upload: 'Hochladen',
  remove: 'Entfernen',
  formats: 'JPEG, PNG, WebP oder GIF, höchstens 8 MB.',
  cut: 'Die Mitte wird als Quadrat ausgeschnitten.',
  whole: 'Es wird in ein Quadrat eingepasst; durchsichtige Teile bleiben durchsichtig.',
  faults: {
    missing: 'Wählen Sie zuerst eine Datei aus.',
    too_large: 'Diese Datei hat mehr als 8 MB. Nehmen Sie eine kleinere.',
    too_many_pixels: 'Dieses Bild hat mehr als 60 Millionen Bildpunkte. Nehmen Sie ein kleineres.',
    unsupported: 'Das ist kein JPEG, PNG, WebP oder GIF. Speichern Sie es zuerst als eines davon.',
    damaged: 'Dieses Bild lässt sich nicht lesen. Vielleicht ist es beschädigt.',
  },
  avatar: {
    title: 'Ihr Bild',
    lead: 'Mitglieder Ihrer Organisationen und die Apps, denen Sie es erlauben, sehen es.',
    change: 'Bild ändern …',
  },
  logo: {
    title: name => `Logo von ${name}`,
    lead: 'Mitglieder sehen es, Apps zeigen es, ebenso die Seiten, die um Erlaubnis fragen.',
    appLead: 'Es steht im App-Store, in den Übersichten und auf den Seiten, die um Erlaubnis fragen.',
    label: 'Logo',
    change: 'Ändern …',
  },
  notices: {
    picture_saved: 'Das Bild wurde gespeichert.',
    picture_removed: 'Das Bild wurde entfernt.',
  },
}
