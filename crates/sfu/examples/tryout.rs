//! throw-away
use std::collections::HashMap; use std::io::BufRead;
use sfu::*; use sfu::api::*;
fn hex(s:&str)->[u8;32]{ let v:Vec<u8>=(0..32).map(|i|u8::from_str_radix(&s[2*i..2*i+2],16).unwrap()).collect(); v.try_into().unwrap() }
fn opt(s:&str)->Option<u32>{ if s=="-" {None} else {s.parse().ok()} }
fn main(){
 let (sfu,mut ev)=Sfu::start(&Config{listen:"127.0.0.1:0".parse().unwrap(),announced:vec![],shards:1}).unwrap();
 std::thread::spawn(move||{ while let Some(e)=ev.blocking_recv(){ println!("E {e:?}"); } });
 let mut tr:HashMap<u64,LegTransport>=HashMap::new();
 for line in std::io::stdin().lock().lines(){ let line=line.unwrap(); let w:Vec<&str>=line.split_whitespace().collect(); if w.is_empty(){continue}
  let leg:u64=w.get(1).and_then(|x|x.parse().ok()).unwrap_or(0);
  match w[0]{
   "prepare"=>{ let t=sfu.prepare(RoomKey(1),LegKey(leg)); let fp:String=t.fingerprint.iter().map(|b|format!("{b:02X}")).collect::<Vec<_>>().join(":"); println!("T {leg} {} {} {} {}",t.ufrag,t.password,fp,t.candidates[0]); tr.insert(leg,t);},
   "add"=>{ let e=|i:usize|opt(w[i]).map(|x|x as u8);
     let slots=|s:&str|->Vec<SlotLine>{ s.split(',').filter(|x|!x.is_empty()&&*x!="-").map(|x|{let p:Vec<&str>=x.split(':').collect(); SlotLine{mid:p[0].into(),ssrc:p[1].parse().unwrap(),rtx_ssrc:p.get(2).and_then(|x|x.parse().ok())}}).collect()};
     let facts=LegFacts{remote_ufrag:w[2].into(),remote_password:w[3].into(),remote_fingerprint:hex(w[4]),
      payload_types:PayloadTypes{opus:e(5).unwrap(),vp8:e(6).unwrap(),vp8_rtx:e(7)},
      extensions:Extensions{mid:e(8),rid:None,repaired_rid:None,audio_level:e(9),abs_send_time:e(10),transport_cc:e(11)},
      sends:vec![SendLine{kind:SourceKind::Microphone,mid:w[12].into(),ssrc:opt(w[13]),rtx_ssrc:None},SendLine{kind:SourceKind::Camera,mid:w[14].into(),ssrc:opt(w[15]),rtx_ssrc:opt(w[16])}],
      audio_slots:slots(w[17]),video_slots:slots(w[18])};
     sfu.command(Command::Add{room:RoomKey(1),leg:LegKey(leg),transport:tr[&leg].clone(),facts}).unwrap(); println!("A {leg}"); },
   "show"=>{ sfu.command(Command::Show{leg:LegKey(leg),slot:w[2].parse().unwrap(),source:opt(w[3]).map(|l|Source{leg:LegKey(l as u64),kind:SourceKind::Camera}),height:180}).unwrap(); },
   "mute"=>{ sfu.command(Command::Mute{source:Source{leg:LegKey(leg),kind:SourceKind::Camera},muted:w[2]=="1"}).unwrap(); },
   "remove"=>{ sfu.command(Command::Remove{leg:LegKey(leg)}).unwrap(); },
   "stats"=>println!("S {:?}",sfu.stats()),
   _=>break } }
 sfu.stop();
}
