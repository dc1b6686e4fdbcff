import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { chunk } from '../hostile.ts';
import { image, jpeg, png, quarters, scene, webp } from '../scenes.ts';
import { big32, type CorpusFile, filesOf, latin, little16, little32, noise, script } from './file.ts';
import * as jpegs from './jpegs.ts';
import { withChunks } from './pngs.ts';
import * as webps from './webps.ts';

const page = latin(`<!doctype html><title>x</title>${script}`);
/** A ZIP of one stored file. */
const zip = (): Buffer => {
  const [name, data] = [latin('META-INF/MANIFEST.MF'), latin('Manifest-Version: 1.0\n')];
  const facts = Buffer.concat([
    little16(20, 0, 0, 0, 0),
    little32(0, data.length, data.length),
    little16(name.length, 0),
  ]);
  const local = Buffer.concat([latin('PK\x03\x04'), facts, name, data]);
  const central = Buffer.concat([latin('PK\x01\x02'), little16(20), facts, little16(0, 0, 0), little32(0, 0), name]);
  return Buffer.concat([
    local,
    central,
    latin('PK\x05\x06'),
    little16(0, 0, 1, 1),
    little32(central.length, local.length),
    little16(0),
  ]);
};
const media = (brand: string): Buffer =>
  Buffer.concat([big32(24), latin(`ftyp${brand}`), big32(0), latin('mif1heic'), noise(500)]);

/** Two things in one file, and files that are something else than their names say. */
export async function disguised(): Promise<CorpusFile[]> {
  const photo = { jpeg: await jpeg(quarters()), png: await png(quarters()), webp: await webp(quarters()) };
  const frames = await Promise.all([png(scene(1)), png(scene(2))]);
  const moving = sharp(frames, { join: { animated: true } });
  const gif = await moving.gif().toBuffer();
  const animated = await moving.webp().toBuffer();
  return [
    ...filesOf(
      'two in one',
      {
        'jpeg and page.jpg': Buffer.concat([photo.jpeg, page]),
        'page in jpeg.html': jpegs.withSegments(photo.jpeg, jpegs.segment(jpegs.COM, page)),
        'page in header.jpg': jpegs.withSegments(photo.jpeg, jpegs.segment(0xe0, latin(`JFIF\0*/=1;${script}/*`))),
        'png and zip.png': Buffer.concat([photo.png, zip()]),
        'jpeg and zip.jar': Buffer.concat([photo.jpeg, zip()]),
        'webp and zip.webp': Buffer.concat([photo.webp, zip()]),
        'jpeg and php.php': jpegs.withSegments(
          photo.jpeg,
          jpegs.segment(jpegs.COM, latin('<?php system($_GET[0]); ?>')),
        ),
        'png and php.php': withChunks(photo.png, chunk('tEXt', latin('x\0<?php system($_GET[0]); ?>'))),
        'jpeg and pdf.pdf': jpegs.withSegments(
          photo.jpeg,
          jpegs.segment(jpegs.COM, latin('%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>')),
        ),
        'jpeg and shell.sh': jpegs.withSegments(photo.jpeg, jpegs.segment(0xe0, latin('\n#!/bin/sh\nid\n'))),
      },
      { must: 'taken', showsQuarters: true },
    ),
    ...filesOf(
      'something else',
      {
        'gif and zip.jpg': Buffer.concat([gif, zip()]),
        'page.jpg': page,
        'page before jpeg.jpg': Buffer.concat([page, photo.jpeg]),
        'pdf with jpeg.jpg': Buffer.concat([latin('%PDF-1.7\n'), photo.jpeg]),
        'zip with png.png': Buffer.concat([zip(), photo.png]),
        'drawing.jpg': latin(`<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">${script}</svg>`),
        'drawing of entities.png': latin(
          `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "${'x'.repeat(99)}"><!ENTITY b "&a;&a;&a;">]><svg width="9" height="9">&b;</svg>`,
        ),
        'drawing of a file.png': latin(
          '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]><svg width="9" height="9"><text>&f;</text></svg>',
        ),
        'empty.jpg': Buffer.alloc(0),
        'a byte.jpg': Buffer.of(0xff),
        'words.jpg': latin('a photo of the mug'),
        'moving.gif': gif,
        'scan.tiff': await image(quarters()).tiff().toBuffer(),
        'bitmap.png': Buffer.concat([
          latin('BM'),
          little32(70, 0, 54, 40, 2, 2),
          little16(1, 24),
          little32(0, 16, 0, 0, 0, 0),
          noise(16),
        ]),
        'icon.png': Buffer.concat([latin('\0\0\x01\0\x01\0'), noise(100)]),
        'layers.jpg': Buffer.concat([latin('8BPS\0\x01'), noise(500)]),
        'heic.jpg': media('heic'),
        'avif.jpg': media('avif'),
        'film.jpg': media('isom'),
        'jxl.jpg': Buffer.concat([latin('\xff\x0a'), noise(500)]),
        'jp2.jpg': Buffer.concat([latin('\0\0\0\x0cjP  \r\n\x87\n'), noise(500)]),
        'postscript.jpg': latin('%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n'),
        'pixmap.png': Buffer.concat([latin('P6 100 100 255\n'), noise(30_000)]),
        'magick.png': latin(
          "push graphic-context\nimage over 0,0 0,0 'https://elsewhere.example/x'\npop graphic-context",
        ),
        'program.jpg': Buffer.concat([latin('\x7fELF\x02\x01\x01'), noise(500)]),
        'compressed.jpg': gzipSync(photo.jpeg),
        'sound.webp': Buffer.concat([latin('RIFF\x64\0\0\0WAVEfmt '), noise(500)]),
        'two bytes for one.jpg': Buffer.from(photo.jpeg.toString('latin1'), 'utf8'),
        'in base64.jpg': latin(photo.jpeg.toString('base64')),
      },
      { must: 'refused' },
    ),
    ...filesOf(
      'other name',
      { 'png.jpg': photo.png, 'jpeg.webp': photo.jpeg, 'webp.png': photo.webp },
      { must: 'taken', showsQuarters: true },
    ),
    ...filesOf(
      'moving',
      {
        'two frames.webp': animated,
        'apng.png': withChunks(
          photo.png,
          chunk('acTL', big32(2, 0)),
          chunk('fcTL', Buffer.concat([big32(0, 240, 160, 0, 0), noise(6)])),
        ),
        'apng of millions.png': withChunks(photo.png, chunk('acTL', big32(2 ** 31 - 1, 0))),
      },
      { must: 'refused' },
    ),
    ...filesOf('hardly moving', {
      'apng of none.png': withChunks(photo.png, chunk('acTL', big32(0, 0))),
      'apng of one.png': withChunks(photo.png, chunk('acTL', big32(1, 0))),
      'apng cut.png': withChunks(photo.png, chunk('acTL', Buffer.of(1))),
      'one frame.webp': await sharp(frames[0], {}).webp({ loop: 1 }).toBuffer(),
      'frames said.webp': webps.withParts(photo.webp, [240, 160], {
        has: webps.flags.animated,
        before: [webps.riffChunk('ANIM', Buffer.alloc(6)), webps.riffChunk('ANMF', noise(30))],
      }),
      'two jpegs.jpg': jpegs.withSegments(
        photo.jpeg,
        jpegs.segment(jpegs.APP2, Buffer.concat([latin('MPF\0'), noise(80)])),
      ),
    }),
  ];
}
