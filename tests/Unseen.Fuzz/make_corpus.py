"""Writes the inputs that fuzzing begins with, in this folder: python3 make_corpus.py (needs NumPy and Pillow)."""
import json,struct,io,base64,zlib
import numpy as np
from PIL import Image
c='corpus/'
def w(p,b): open(c+p,'wb').write(b if isinstance(b,bytes) else b.encode())
w('csv/plain.csv','1,2,3\n4,5.5,-6e3\n')
w('csv/header.csv','class,role,a,b\nfox,seen,0.1,1\n"wild, boar",unseen,-2,NaN\n')
w('csv/quoted.csv','image,label,split,f1,f2\n"a ""b"".jpg",fox,train,1,2\nc.jpg,fox,test,3,4\n')
w('csv/ragged.csv','a,b\n1,2\n3\n')
w('csv/crlf.csv','\ufefff1,f2\r\n1,2\r\n\r\n"3",4\r\n')
def st(p,tensors,meta):
    h={'__metadata__':meta};off=0;data=b''
    for n,a in tensors.items():
        a=np.asarray(a,'<f4');h[n]={'dtype':'F32','shape':list(a.shape),'data_offsets':[off,off+a.nbytes]};off+=a.nbytes;data+=a.tobytes()
    j=json.dumps(h).encode();j+=b' '*(-len(j)%8);w(p,struct.pack('<q',len(j))+j+data)
m={'unseen.format':'1','unseen.classifier':'Linear','unseen.temperature':'1','unseen.scaling':'None','unseen.seen':'10','unseen.classes':'["a","b"]'}
st('model/linear.safetensors',{'classifier.weight':[[1,2,3],[4,5,6]],'classifier.bias':[0,1]},m)
st('model/prototype.safetensors',{'classifier.weight':[[1,2],[4,5],[1,0]],'classifier.bias':[0,1,0],'scaling.minimum':[0,0],'scaling.span':[1,2],'descriptors':[[1],[2],[3]]},
  {**m,'unseen.classifier':'Prototype','unseen.temperature':'0.04','unseen.scaling':'MinMax','unseen.seen':'110','unseen.classes':'["a","b","ü"]','sigma':'100'})
st('model/mapped.safetensors',{'classifier.weight':[[1,2],[4,5]],'classifier.bias':[0,1],'map.weight':[[1,0,1],[0,1,1]],'map.bias':[0,0]},{**m,'unseen.format':'2','unseen.scaling':'L2'})
p={'resize':10,'crop':8,'mean':[100,110,120],'std':[50,60,70],'resampling':'bilinear','bgr':False}
st('model/photographs.safetensors',{'classifier.weight':[[1,2],[4,5]],'classifier.bias':[0,1]},{**m,'imageModels':json.dumps([{'file':'tiny.onnx','sha256':'ab'*32,'output':'pool','width':2,'preprocessing':p}])})
w('options/run.json',json.dumps({'format':1,'config':{'classifier':'prototype','generator':'wgan','sigma':'auto','epochs':4,'seeds':[0,1],'outputRelu':False,'learningRate':1e-4}}))
w('options/plain.json','{"adjust": "dgz", "unseenWeight": 0.5, "classifierEpochs": [10, 20], // as in the article\n "protocol": "paper", "seed": 3,}')
w('options/baseline.json','{"classifier":"eszsl","adjust":"calibrated","scaling":"l2","seeds":"3"}')
def im(fmt,**k):
    b=io.BytesIO();Image.new('RGB',(5,4),(200,30,60)).save(b,fmt,**k);return b.getvalue()
for f in ['JPEG','PNG','GIF','BMP','WEBP']: w('request/'+f.lower(),b'\x00'+im(f))
def chunk(kind,body): return struct.pack('>I',len(body))+kind+body+struct.pack('>I',zlib.crc32(kind+body))
w('request/thin',b'\x00\x89PNG\r\n\x1a\n'+chunk(b'IHDR',struct.pack('>IIBBBBB',1,20000,8,2,0,0,0))+chunk(b'IDAT',zlib.compress(b'\x00\xc8\x1e\x3c'*20000,9))+chunk(b'IEND',b''))
w('request/json',b'\x01'+json.dumps({'features':[[0,1.5],[1,0]],'top':2,'nearest':1,'with':{'name':'x','descriptor':[1,2]}}).encode())
w('request/images',b'\x01'+json.dumps({'images':[base64.b64encode(im('GIF')).decode()],'returnFeatures':True}).encode())
w('request/form',b'\x02--b\r\nContent-Disposition: form-data; name="file"; filename="a.gif"\r\nContent-Type: image/gif\r\n\r\n'+im('GIF')+b'\r\n--b\r\nContent-Disposition: form-data; name="with"\r\n\r\n{"name":"x","parts":{"a":1}}\r\n--b--\r\n')
f='../Unseen.Tests/Data/fixtures/'
for n in ['big.mat','little.mat','big_compressed.mat','little_compressed.mat']: w('mat/'+n,open(f+n,'rb').read())
for n in [1,2,3]: w(f'npy/version{n}.npy',open(f+f'version{n}.npy','rb').read())
for dt in ['<f4','>f8','<i2','|b1','<U3','|S4']:
    b=io.BytesIO();np.save(b,np.zeros((2,3),dt,order='F' if dt=='<i2' else 'C'));w('npy/'+dt.strip('<>|')+'.npy',b.getvalue())
for n,s in [('stored',np.savez),('deflated',np.savez_compressed)]:
    b=io.BytesIO();s(b,features=np.arange(6,dtype='f4').reshape(2,3),labels=np.array([1,2],'u1'),names=np.array(['a','bc']));w(f'npz/{n}.npz',b.getvalue())

# A checkpoint; the checksum at its end is made by the fuzz target.
header = {'identity': {'results': 1, 'threads': 1}, 'values': {'run.seconds': 1.5, 'log.epochs': [{'seed': 0, 'stage': 'final', 'phase': 'classifier', 'epoch': 1, 'epochs': 2, 'loss': 'NaN', 'seconds': 1}]},
          'tensors': [{'name': 'a', 'type': 'Float32', 'shape': [2, 3]}, {'name': 'b', 'type': 'BFloat16', 'shape': [4]}, {'name': 'c', 'type': 'Int64', 'shape': []}, {'name': 'd', 'type': 'Byte', 'shape': [0, 5]}]}
text = json.dumps(header).encode()
w('checkpoint/small.unseen', b'UNSEENCK' + struct.pack('<ii', 1, len(text)) + text + bytes(24 + 8 + 8) + bytes(32))
